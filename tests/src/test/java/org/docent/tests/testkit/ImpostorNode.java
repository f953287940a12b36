package org.docent.tests.testkit;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.docent.actors.node.DocentNode;
import org.docent.actors.node.NodeRole;
import org.docent.actors.node.NodeSettings;
import org.docent.actors.node.TeacherParts;
import org.docent.actors.stream.Outboxes;
import org.docent.actors.teacher.TeacherDuty;
import org.docent.coordinator.run.CoordinatorSingleton;
import org.docent.model.compute.DeviceThread;
import org.docent.model.distill.FrozenTeacher;
import org.docent.model.distill.Teacher;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.settings.StreamSettings;

/**
 * A teacher node in the test's own process that is not quite what the run asks for: it reads other
 * files, or computes something else. Its signals cross a socket like those of any other.
 */
public record ImpostorNode(DocentNode node, DeviceThread device) implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * Joins a run.
   *
   * @param otherSettings HOCON that stands above the run's configuration
   * @param disguise makes another teacher of the real one
   * @param stream of the run
   */
  public static ImpostorNode join(
      String address,
      String name,
      String otherSettings,
      UnaryOperator<Teacher> disguise,
      StreamSettings stream) {
    DeviceThread device = DeviceThread.start(name, "cpu", 1);
    TeacherParts parts =
        new TeacherParts(
            name,
            List.of(device.executor()),
            text ->
                disguise.apply(
                    FrozenTeacher.open(
                        SettingsLoader.parse(text + "\n" + otherSettings), device.manager())),
            text -> TeacherDuty.of(SettingsLoader.parse(text)),
            new Outboxes(() -> UUID.randomUUID().toString()),
            System::nanoTime,
            CoordinatorSingleton::proxy);
    NodeSettings place =
        new NodeSettings(
            NodeRole.TEACHER, "127.0.0.1", 0, List.of(address), /* ownsProcess= */ false);
    return new ImpostorNode(DocentNode.teacher(place, parts, stream), device);
  }

  /** Waits until it was sent home. */
  public void awaitEnd() {
    Await.until(
        "the impostor's end", PATIENCE, () -> node.whenEnded().toCompletableFuture().isDone());
  }

  @Override
  public void close() {
    node.close();
    device.close();
  }
}
