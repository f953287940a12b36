package org.docent.coordinator.cli;

import akka.actor.typed.ActorRef;
import java.util.UUID;
import org.docent.actors.device.Device;
import org.docent.actors.node.ClusterMember;
import org.docent.actors.node.StudentNode;
import org.docent.actors.node.TeacherNode;
import org.docent.actors.stream.Outboxes;
import org.docent.actors.stream.StreamOptions;
import org.docent.model.compute.DeviceThread;
import org.docent.model.distill.FrozenTeacher;
import org.docent.model.train.DistilledStudent;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.settings.StreamSettings;

/** Starts workers with real models, each on a device thread of its own. */
final class Workers {

  /** The outboxes of this process, whichever runs its workers belong to. */
  private static final Outboxes OUTBOXES = new Outboxes(() -> UUID.randomUUID().toString());

  private Workers() {}

  /** What closes a worker: its node, then its device. */
  record Worker(AutoCloseable node, DeviceThread device) implements AutoCloseable {

    @Override
    public void close() throws Exception {
      node.close();
      device.close();
    }
  }

  static Worker teacher(
      ClusterMember member,
      ActorRef<CoordinatorProtocol.Command> coordinator,
      TeacherId id,
      DeviceSettings device,
      StreamSettings stream,
      String host) {
    DeviceThread thread = DeviceThread.start(id.value(), device.device(), device.threads());
    TeacherNode node =
        TeacherNode.start(
            member,
            coordinator,
            id,
            on(thread),
            text -> FrozenTeacher.open(SettingsLoader.parse(text), thread.manager()),
            OUTBOXES,
            StreamOptions.of(stream),
            stream.host().isEmpty() ? host : stream.host(),
            stream.port());
    return new Worker(node, thread);
  }

  static Worker student(
      ClusterMember member,
      ActorRef<CoordinatorProtocol.Command> coordinator,
      StudentId id,
      DeviceSettings device,
      StreamSettings stream) {
    DeviceThread thread = DeviceThread.start(id.name(), device.device(), device.threads());
    StudentNode node =
        StudentNode.start(
            member,
            coordinator,
            id,
            on(thread),
            (text, directory) ->
                DistilledStudent.open(SettingsLoader.parse(text), directory, thread.manager()),
            OUTBOXES,
            StreamOptions.of(stream),
            System::nanoTime);
    return new Worker(node, thread);
  }

  private static Device on(DeviceThread thread) {
    return new Device(
        task ->
            thread.submit(
                () -> {
                  task.run();
                  return true;
                }));
  }
}
