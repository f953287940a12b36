package org.docent.actors.student;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.docent.actors.device.Device;
import org.docent.actors.device.HandCrankedThread;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.Rejection;
import org.docent.protocol.control.CoordinatorProtocol.SignalRejected;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.StudentProtocol.BeginStage;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.control.StudentProtocol.Train;
import org.docent.protocol.control.StudentProtocol.Welcome;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepPlan;
import org.docent.protocol.signal.SignalLocation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a trainer does about signals that it cannot use, in a step of two micro-batches. */
class RejectedSignalsTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final StudentId ME = new StudentId("student", 0);
  private static final MicroBatchId FIRST = new MicroBatchId(0, 0, 0, 0);
  private static final MicroBatchId SECOND = new MicroBatchId(0, 0, 0, 1);
  private static final String REASON = "its first value is -1.0";

  private final TestProbe<CoordinatorProtocol.Command> coordinator = KIT.createTestProbe();
  private final Overheard overheard = new Overheard(coordinator);
  private final HandCrankedThread thread = new HandCrankedThread();
  private final HeldBackSignals signals = new HeldBackSignals();
  private final AddingStudent student = new AddingStudent();

  @SuppressWarnings("NullAway.Init") // every test begins by spawning
  private ActorRef<StudentProtocol.Command> trainer;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void aSignalThatCannotBeUsedIsRejectedAndTheStepGoesOnWithAnother() {
    begin(Duration.ofMinutes(5));
    signals.arrive(FIRST, 100);
    signals.arrive(SECOND, AddingStudent.UNUSABLE);
    turn(3);

    overheard.await(rejected(SECOND, Rejection.UNUSABLE, REASON));
    assertThat(thread.waiting()).isZero();
    trainer.tell(available(SECOND, 2));
    signals.asked(1);
    signals.arrive(SECOND, 300);
    turn(2);

    assertThat(overheard.stepDone().report().loss()).isEqualTo((100 + 300) / 2.0);
    assertThat(student.calls)
        .containsSequence("add 0/0/0.0", "refuse 0/0/0.1", "add 0/0/0.1", "finish 0/0");
  }

  @Test
  void theFirstOfAStepMayBeRejectedAgainAndAgain() {
    begin(Duration.ofMinutes(5));
    signals.arrive(SECOND, 300);
    for (int epoch = 1; epoch <= 3; epoch++) {
      signals.arrive(FIRST, AddingStudent.UNUSABLE);
      turn(epoch == 1 ? 2 : 1);
      overheard.await(
          new SignalRejected(ME, FIRST, new LeaseEpoch(epoch), Rejection.UNUSABLE, REASON));
      trainer.tell(available(FIRST, epoch + 1));
      signals.asked(1);
    }
    signals.arrive(FIRST, 100);
    turn(3);

    assertThat(overheard.stepDone().report().loss()).isEqualTo((100 + 300) / 2.0);
  }

  @Test
  void aRejectionIsSaidUntilAnotherSignalIsOffered() {
    begin(Duration.ofMillis(50));
    signals.arrive(FIRST, AddingStudent.UNUSABLE);
    turn(2);

    overheard.await(rejected(FIRST, Rejection.UNUSABLE, REASON));
    overheard.await(rejected(FIRST, Rejection.UNUSABLE, REASON));
  }

  @Test
  void aSignalThatComesDamagedIsRejectedAsCorrupt() {
    begin(Duration.ofMinutes(5));

    signals.arriveDamaged(FIRST, "CRC-32C");

    overheard.await(rejected(FIRST, Rejection.CORRUPT, "CRC-32C"));
  }

  /** A trainer that has been offered both signals and asks for them; the head has come. */
  private void begin(Duration heartbeat) {
    trainer =
        KIT.spawn(
            StudentTrainer.create(
                new StudentPost(
                    ME,
                    coordinator.ref(),
                    configuration -> signals,
                    new Device(thread),
                    (configuration, directory) -> student,
                    configuration -> new StudentDuty(2, 1 << 20, heartbeat, Set.of(0), Set.of(0)),
                    () -> 0)));
    trainer.tell(new Welcome(new RunId("r"), "", "run"));
    trainer.tell(new BeginStage(new StageStart(0, 0, 9, 0), null));
    turn(2);
    trainer.tell(
        new Train(
            new StepPlan(
                new StepId(0, 0),
                2,
                List.of(
                    new MicroBatchPlan(FIRST, List.of(0)), new MicroBatchPlan(SECOND, List.of(0))),
                false)));
    trainer.tell(available(FIRST, 1));
    trainer.tell(available(SECOND, 1));
    signals.asked(2);
    signals.headArrives();
  }

  private void turn(int times) {
    for (int i = 0; i < times; i++) {
      thread.turn();
    }
  }

  private static SignalAvailable available(MicroBatchId id, int epoch) {
    return new SignalAvailable(
        new TeacherId("teacher-0"),
        id,
        new LeaseEpoch(epoch),
        new SignalLocation("p", "127.0.0.1", 7000),
        4);
  }

  private static SignalRejected rejected(MicroBatchId id, Rejection kind, String reason) {
    return new SignalRejected(ME, id, new LeaseEpoch(1), kind, reason);
  }
}
