package org.docent.actors.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.Behavior;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.docent.actors.device.HandCrankedThread;
import org.docent.actors.stream.Outboxes;
import org.docent.actors.stream.SignalClient;
import org.docent.actors.stream.SignalClient.SameProcess;
import org.docent.actors.stream.StreamOptions;
import org.docent.actors.student.AddingStudent;
import org.docent.actors.student.SignalRoute;
import org.docent.actors.student.StudentDuty;
import org.docent.actors.teacher.CountingTeacher;
import org.docent.actors.teacher.TeacherDuty;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.RegisterStudent;
import org.docent.protocol.control.CoordinatorProtocol.RegisterTeacher;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.StreamSettings;
import org.docent.protocol.signal.SignalLocation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class GuardiansTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Duration SOON = Duration.ofSeconds(5);

  private final TestProbe<CoordinatorProtocol.Command> coordinator = KIT.createTestProbe();
  private final Outboxes outboxes = new Outboxes(() -> "this process");

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void eachDeviceOfATeacherNodeHasAWorker() {
    KIT.spawn(teacherNode(List.of(new HandCrankedThread(), new HandCrankedThread())));

    assertThat(
            List.of(
                coordinator.expectMessageClass(RegisterTeacher.class).teacher(),
                coordinator.expectMessageClass(RegisterTeacher.class).teacher()))
        .containsExactlyInAnyOrder(new TeacherId("gpu-box-0"), new TeacherId("gpu-box-1"));
  }

  @Test
  void aTeacherWorkerThatBreaksIsReplacedByANewOne() {
    KIT.spawn(teacherNode(List.of(new HandCrankedThread())));
    RegisterTeacher first = coordinator.expectMessageClass(RegisterTeacher.class);

    first.replyTo().tell(new TeacherProtocol.Welcome(new RunId("r"), "breaks the worker", null));

    coordinator.fishForMessage(
        SOON,
        message ->
            message instanceof RegisterTeacher next && !next.replyTo().equals(first.replyTo())
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    coordinator.expectTerminated(first.replyTo(), SOON);
  }

  @Test
  void aTrainerThatBreaksIsReplacedByANewOneWithoutWeights() {
    StreamOptions options = StreamOptions.of(new StreamSettings("", 0, 4096, 1, 1 << 20), null);
    try (SignalClient client = new SignalClient(outboxes, options, SameProcess.HAND_OVER)) {
      KIT.spawn(
          StudentNode.create(
              new StudentParts(
                  new StudentId("student", 0),
                  new HandCrankedThread(),
                  (configuration, directory) -> new AddingStudent(),
                  configuration ->
                      breakOn(configuration, new StudentDuty(1, 1 << 20, SOON, Set.of(), Set.of())),
                  outboxes,
                  SameProcess.HAND_OVER,
                  SignalRoute.LIVE,
                  () -> 0,
                  system -> coordinator.ref()),
              client));
      RegisterStudent first = coordinator.expectMessageClass(RegisterStudent.class);

      first.replyTo().tell(new StudentProtocol.Welcome(new RunId("r"), "breaks the worker", "run"));

      coordinator.fishForMessage(
          SOON,
          message ->
              message instanceof RegisterStudent next && !next.replyTo().equals(first.replyTo())
                  ? FishingOutcomes.complete()
                  : FishingOutcomes.continueAndIgnore());
      coordinator.expectTerminated(first.replyTo(), SOON);
    }
  }

  private Behavior<TeacherNode.Command> teacherNode(List<Executor> devices) {
    return TeacherNode.create(
        new TeacherParts(
            "gpu-box",
            devices,
            configuration -> new CountingTeacher(),
            configuration ->
                breakOn(configuration, new TeacherDuty(1, SOON, Duration.ZERO, 1, SOON)),
            outboxes,
            () -> 0,
            system -> coordinator.ref()),
        new SignalLocation("this process", "127.0.0.1", 7000));
  }

  private static <T> T breakOn(String configuration, T otherwise) {
    if (configuration.startsWith("breaks")) {
      throw new IllegalStateException("broken on purpose");
    }
    return otherwise;
  }
}
