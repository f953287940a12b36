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
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.settings.StreamSettings;
import org.jspecify.annotations.Nullable;

/**
 * A worker node with real models, the threads of the devices on which it computes, and what it has
 * open of a store.
 */
record WorkerNode(DocentNode node, List<DeviceThread> devices, @Nullable StudentStore store)
    implements AutoCloseable {

  WorkerNode {
    devices = List.copyOf(devices);
  }

  /** The outboxes of this process, whichever runs its workers belong to. */
  private static final Outboxes OUTBOXES = new Outboxes(() -> UUID.randomUUID().toString());

  /** Starts a teacher worker. */
  static WorkerNode teacher(
      NodeSettings where, String name, DeviceSettings device, StreamSettings stream) {
    return teachers(where, name, List.of(device), stream);
  }

  /** Starts a teacher worker on each device; several are named NAME-0, NAME-1 and so on. */
  static WorkerNode teachers(
      NodeSettings where, String name, List<DeviceSettings> devices, StreamSettings stream) {
    TeacherDevices threads = TeacherDevices.start(name, devices);
    TeacherParts parts =
        new TeacherParts(
            name,
            threads.forNode(),
            text -> TeacherDuty.of(SettingsLoader.parse(text)),
            OUTBOXES,
            System::nanoTime,
            CoordinatorSingleton::proxy);
    return new WorkerNode(DocentNode.teacher(where, parts, stream), threads.threads(), null);
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
    return new WorkerNode(DocentNode.student(where, parts, stream), List.of(thread), store);
  }

  @Override
  public void close() {
    node.close();
    devices.forEach(DeviceThread::close);
    if (store != null) {
      store.close();
    }
  }
}
