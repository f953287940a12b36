package org.docent.coordinator.cli;

import java.util.List;
import java.util.UUID;
import org.docent.actors.node.DocentNode;
import org.docent.actors.node.NodeSettings;
import org.docent.actors.node.StudentParts;
import org.docent.actors.node.TeacherParts;
import org.docent.actors.stream.Outboxes;
import org.docent.actors.stream.SignalClient;
import org.docent.actors.student.StudentDuty;
import org.docent.actors.teacher.TeacherDuty;
import org.docent.coordinator.run.CoordinatorSingleton;
import org.docent.model.compute.DeviceThread;
import org.docent.model.distill.FrozenTeacher;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.settings.StreamSettings;
import org.jspecify.annotations.Nullable;

/**
 * A worker node with real models, the thread of the device on which it computes, and what it has
 * open of a store.
 */
record WorkerNode(DocentNode node, DeviceThread device, @Nullable StudentStore store)
    implements AutoCloseable {

  /** The outboxes of this process, whichever runs its workers belong to. */
  private static final Outboxes OUTBOXES = new Outboxes(() -> UUID.randomUUID().toString());

  /** Starts a teacher worker. */
  static WorkerNode teacher(
      NodeSettings where, String name, DeviceSettings device, StreamSettings stream) {
    DeviceThread thread = DeviceThread.start(name, device.device(), device.threads());
    TeacherParts parts =
        new TeacherParts(
            name,
            List.of(thread.executor()),
            text -> FrozenTeacher.open(SettingsLoader.parse(text), thread.manager()),
            text -> TeacherDuty.of(SettingsLoader.parse(text)),
            OUTBOXES,
            System::nanoTime,
            CoordinatorSingleton::proxy);
    return new WorkerNode(DocentNode.teacher(where, parts, stream), thread, null);
  }

  /** Starts a student trainer. */
  static WorkerNode student(
      NodeSettings where, StudentId id, DeviceSettings device, StreamSettings stream) {
    DeviceThread thread = DeviceThread.start(id.toString(), device.device(), device.threads());
    StudentStore store = new StudentStore(id);
    StudentParts parts =
        new StudentParts(
            id,
            thread.executor(),
            (text, directory) ->
                store.student(SettingsLoader.parse(text), directory, thread.manager()),
            text -> StudentDuty.of(SettingsLoader.parse(text)),
            OUTBOXES,
            SignalClient.SameProcess.HAND_OVER,
            (text, live) -> store.signals(SettingsLoader.parse(text), live),
            System::nanoTime,
            CoordinatorSingleton::proxy);
    return new WorkerNode(DocentNode.student(where, parts, stream), thread, store);
  }

  @Override
  public void close() {
    node.close();
    device.close();
    if (store != null) {
      store.close();
    }
  }
}
