package org.docent.actors.student;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.docent.actors.device.Device;
import org.docent.actors.device.HandCrankedThread;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.CheckpointCommitted;
import org.docent.protocol.control.CoordinatorProtocol.ModelSaved;
import org.docent.protocol.control.CoordinatorProtocol.RegisterStudent;
import org.docent.protocol.control.CoordinatorProtocol.Rejection;
import org.docent.protocol.control.CoordinatorProtocol.SignalRejected;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.control.CoordinatorProtocol.WorkerFailed;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.StudentProtocol.BeginStage;
import org.docent.protocol.control.StudentProtocol.CheckpointAndStop;
import org.docent.protocol.control.StudentProtocol.SaveModel;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.control.StudentProtocol.Stop;
import org.docent.protocol.control.StudentProtocol.Train;
import org.docent.protocol.control.StudentProtocol.Welcome;
import org.docent.protocol.failure.Category;
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

class StudentTrainerTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final StudentId ME = new StudentId("student", 0);
  private static final TeacherId TEACHER = new TeacherId("teacher-0");
  private static final SignalLocation THERE = new SignalLocation("p", "127.0.0.1", 7000);
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final int ALONE = 0;
  private static final int TAUGHT = 1;
  private static final int HEADLESS = 2;

  private final TestProbe<CoordinatorProtocol.Command> coordinator = KIT.createTestProbe();
  private final Overheard overheard = new Overheard(coordinator);
  private final HandCrankedThread thread = new HandCrankedThread();
  private final HeldBackSignals signals = new HeldBackSignals();
  private final AddingStudent student = new AddingStudent();
  private final AtomicLong nanos = new AtomicLong();

  /** Opening and beginning look at the clock twice each; the fifth look begins a wait. */
  private final CountDownLatch waitingHasBegun = new CountDownLatch(5);

  private Duration heartbeat = Duration.ofMinutes(5);

  @SuppressWarnings("NullAway.Init") // every test begins by spawning
  private ActorRef<StudentProtocol.Command> trainer;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void registersUntilWelcomedAndWantsAStepOnceAStageHasBegun() {
    heartbeat = Duration.ofMillis(50);
    spawn();
    coordinator.expectMessage(new RegisterStudent(ME, trainer, false, null));

    begin(ALONE, 3);

    overheard.await(new RegisterStudent(ME, trainer, true, new StepId(ALONE, 3)));
    assertThat(student.calls).containsExactly("begin 0/3 from run/checkpoint-3");
  }

  @Test
  void trainsAStageWithoutATeacherStepByStep() {
    start(ALONE);

    trainer.tell(new Train(plan(ALONE, 1, false, 5, 6)));
    trainer.tell(new Train(plan(ALONE, 0, false, 1, 2)));
    turn(6);

    StepDone first = overheard.stepDone();
    assertThat(first.report().loss()).isEqualTo(1.5);
    assertThat(first.applied()).isEqualTo(plan(ALONE, 0, false, 1, 2).parts());
    assertThat(overheard.stepDone().report().loss()).isEqualTo(2 * 1.5 + 5.5);
    assertThat(student.calls)
        .containsSequence("add 0/0/0.0", "add 0/0/0.1", "finish 0/0", "add 0/1/0.0");
  }

  @Test
  void addsInPlannedOrderThoughSignalsComeInAnother() {
    start(TAUGHT);
    trainer.tell(new Train(plan(TAUGHT, 0, false, 10, 20, 30)));
    for (int part = 2; part >= 0; part--) {
      trainer.tell(available(0, part, 1));
    }
    signals.asked(2);
    signals.headArrives();
    turn(0);
    signals.arrive(id(0, 1), 200);
    signals.arrive(id(0, 0), 100);
    turn(2);
    assertThat(signals.asked(1)).containsExactly(id(0, 2));
    signals.arrive(id(0, 2), 300);
    turn(3);

    assertThat(overheard.stepDone().report().loss()).isEqualTo((60 + 600) / 3.0);
    assertThat(student.calls)
        .containsSequence("head 3", "add 1/0/0.0", "add 1/0/0.1", "add 1/0/0.2", "finish 1/0");
  }

  @Test
  void asksForNoHeadWhereSignalsAreReadWithoutOne() {
    start(HEADLESS);
    trainer.tell(new Train(plan(HEADLESS, 0, false, 10)));
    MicroBatchId id = new MicroBatchId(HEADLESS, 0, 0, 0);
    trainer.tell(new SignalAvailable(TEACHER, id, new LeaseEpoch(1), THERE, 4));
    signals.asked(1);
    signals.arrive(id, 100);
    turn(2);

    assertThat(overheard.stepDone().report().loss()).isEqualTo(110);
    assertThat(signals.headsAsked()).isZero();
    assertThat(student.calls).noneMatch(call -> call.startsWith("head"));
  }

  @Test
  void pullsNoMoreThanItsCreditAndWhatIsNeededFirstIsNeverShutOut() {
    start(TAUGHT);
    trainer.tell(new Train(plan(TAUGHT, 0, false, 1, 2, 3)));
    trainer.tell(new Train(plan(TAUGHT, 1, false, 4)));

    trainer.tell(available(1, 0, 1));
    trainer.tell(available(0, 2, 1));
    trainer.tell(available(0, 1, 1));
    assertThat(signals.asked(1)).containsExactly(id(0, 1));
    signals.arrive(id(0, 1));
    trainer.tell(available(0, 0, 1));
    assertThat(signals.asked(1)).containsExactly(id(0, 0));
    assertThat(signals.askedBeyond()).isZero();

    signals.headArrives();
    signals.arrive(id(0, 0));
    turn(2);

    assertThat(signals.asked(1)).containsExactly(id(0, 2));
  }

  @Test
  void aLaterEpochReplacesWhatWasPulled() {
    start(TAUGHT);
    trainer.tell(new Train(plan(TAUGHT, 0, false, 0)));
    trainer.tell(available(0, 0, 1));
    signals.asked(1);
    signals.arrive(id(0, 0), 1);
    trainer.tell(available(0, 0, 3));
    trainer.tell(available(0, 0, 2));
    signals.asked(1);
    signals.arrive(id(0, 0), 50);
    signals.headArrives();
    turn(3);

    assertThat(overheard.stepDone().report().loss()).isEqualTo(50);
    assertThat(signals.askedBeyond()).isZero();
  }

  @Test
  void whatCannotBePulledIsRejectedAndPulledUnderTheNextEpoch() {
    heartbeat = Duration.ofMillis(50);
    start(TAUGHT);
    trainer.tell(new Train(plan(TAUGHT, 0, false, 0)));
    trainer.tell(available(0, 0, 1));
    signals.asked(1);
    signals.headArrives();
    signals.fail(id(0, 0), "the line is cut");

    SignalRejected rejected =
        new SignalRejected(
            ME, id(0, 0), new LeaseEpoch(1), Rejection.UNREACHABLE, "the line is cut");
    overheard.await(rejected);
    overheard.await(rejected);
    trainer.tell(available(0, 0, 2));
    signals.asked(1);
    signals.arrive(id(0, 0), 7);
    turn(3);

    assertThat(overheard.stepDone().report().loss()).isEqualTo(7);
  }

  @Test
  void theHeadIsPulledOnceAndAgainOnlyWhenItFailed() {
    start(TAUGHT);
    trainer.tell(new Train(plan(TAUGHT, 0, false, 0, 1)));
    trainer.tell(available(0, 0, 1));
    signals.asked(1);
    signals.headFails("the line is cut");
    overheard.await(
        new SignalRejected(
            ME, id(0, 0), new LeaseEpoch(1), Rejection.UNREACHABLE, "the line is cut"));

    trainer.tell(available(0, 0, 2));
    trainer.tell(available(0, 1, 1));
    signals.headArrives();
    signals.asked(2);
    signals.arrive(id(0, 0));
    signals.arrive(id(0, 1));
    turn(4);

    overheard.stepDone();
    assertThat(signals.headsAsked()).isZero();
    assertThat(student.calls).filteredOn("head 3"::equals).hasSize(1);
  }

  @Test
  void measuresTheTimeItWaitsForASignal() throws InterruptedException {
    start(TAUGHT);
    trainer.tell(new Train(plan(TAUGHT, 0, false, 0)));
    trainer.tell(available(0, 0, 1));
    signals.asked(1);
    assertThat(waitingHasBegun.await(5, TimeUnit.SECONDS)).isTrue();
    nanos.addAndGet(Duration.ofMillis(30).toNanos());
    signals.arrive(id(0, 0));
    signals.headArrives();
    turn(3);

    assertThat(overheard.stepDone().report().teacherWaitMillis()).isEqualTo(30);
  }

  @Test
  void whatComesTwiceOrLateChangesNothing() {
    start(ALONE);
    StepPlan plan = plan(ALONE, 0, false, 4);
    trainer.tell(new Train(plan));
    trainer.tell(new Train(plan));
    turn(2);
    overheard.stepDone();

    trainer.tell(new Train(plan));
    trainer.tell(new BeginStage(new StageStart(ALONE, 0, 9, 0), null));
    trainer.tell(new Welcome(new RunId("r"), "", "run"));
    trainer.tell(available(0, 0, 1));
    trainer.tell(new Train(plan(ALONE, 1, false, 1)));
    turn(2);

    assertThat(overheard.stepDone().step()).isEqualTo(new StepId(ALONE, 1));
    assertThat(student.calls).filteredOn("add 0/0/0.0"::equals).hasSize(1);
  }

  @Test
  void aStepsEndIsSaidAgainUntilItIsOnRecord() {
    heartbeat = Duration.ofMillis(50);
    start(ALONE);
    trainer.tell(new Train(plan(ALONE, 0, false, 4)));
    turn(2);
    StepDone done = overheard.stepDone();
    overheard.await(done);

    trainer.tell(new Train(plan(ALONE, 1, false, 4)));
    turn(2);
    overheard.stepDone(1);
    overheard.await(done);
    trainer.tell(new StudentProtocol.StepsRecorded(new StepId(ALONE, 1)));
    trainer.tell(StudentProtocol.SaveModel.INSTANCE); // written after what came before it
    turn(1);
    overheard.await(CoordinatorProtocol.ModelSaved.class::isInstance);
    List<CoordinatorProtocol.Command> later = coordinator.receiveSeveralMessages(4, SOON);

    assertThat(later).doesNotContain(done);
  }

  @Test
  void commitsACheckpointWhereThePlanSaysSo() {
    start(ALONE);
    trainer.tell(new Train(plan(ALONE, 0, true, 4)));
    turn(3);

    overheard.await(new CheckpointCommitted(ME, new StepId(ALONE, 1), "run/checkpoint-1"));
  }

  @Test
  void stopsAfterTheStepInHandWithACheckpointAndTakesNoFurtherStep() {
    start(ALONE);
    trainer.tell(new Train(plan(ALONE, 0, false, 1, 2)));
    trainer.tell(new Train(plan(ALONE, 1, false, 1, 2)));
    turn(1);

    trainer.tell(CheckpointAndStop.INSTANCE);
    turn(3);

    CheckpointCommitted committed =
        new CheckpointCommitted(ME, new StepId(ALONE, 1), "run/checkpoint-1");
    overheard.await(committed);
    trainer.tell(CheckpointAndStop.INSTANCE);
    overheard.await(committed);
    assertThat(student.calls).endsWith("finish 0/0", "checkpoint 0/1, the last");
    assertThat(thread.waiting()).isZero();
  }

  @Test
  void writesTheModelWhenAskedTo() {
    start(ALONE);
    trainer.tell(SaveModel.INSTANCE);
    turn(1);

    overheard.await(new ModelSaved(ME, "run/model"));
    trainer.tell(SaveModel.INSTANCE);
    trainer.tell(Stop.INSTANCE);
    coordinator.expectTerminated(trainer, SOON);
    turn(1);
    assertThat(student.calls).endsWith("model", "close");
  }

  @Test
  void aFailureOfTheStudentStopsTheWorkAndIsSaidUntilHeard() {
    heartbeat = Duration.ofMillis(50);
    start(ALONE);
    trainer.tell(new Train(plan(ALONE, 0, false, 13, 1)));
    turn(1);

    WorkerFailed failed =
        new WorkerFailed("student-0", Category.STOP_RUN, "sample 13 gave a loss of NaN");
    overheard.await(failed);
    overheard.await(failed);
    assertThat(thread.waiting()).isZero();
  }

  private void start(int stage) {
    spawn();
    begin(stage, 0);
  }

  private void begin(int stage, int step) {
    trainer.tell(new Welcome(new RunId("r"), "", "run"));
    String checkpoint = step == 0 ? null : "run/checkpoint-" + step;
    trainer.tell(new BeginStage(new StageStart(stage, step, 9, 0), checkpoint));
    turn(2);
  }

  private void spawn() {
    trainer =
        KIT.spawn(
            StudentTrainer.create(
                new StudentPost(
                    ME,
                    coordinator.ref(),
                    configuration -> signals,
                    new Device(thread),
                    (configuration, directory) -> student,
                    configuration ->
                        new StudentDuty(
                            2, 1 << 20, heartbeat, Set.of(TAUGHT, HEADLESS), Set.of(TAUGHT)),
                    this::nanos)));
  }

  private long nanos() {
    long now = nanos.get(); // before it counts: a test that hears of a look may move the clock
    waitingHasBegun.countDown();
    return now;
  }

  private void turn(int times) {
    for (int i = 0; i < times; i++) {
      thread.turn();
    }
  }

  private static StepPlan plan(int stage, int step, boolean checkpoint, int... samples) {
    List<MicroBatchPlan> parts = new ArrayList<>();
    for (int sample : samples) {
      parts.add(
          new MicroBatchPlan(new MicroBatchId(stage, step, 0, parts.size()), List.of(sample)));
    }
    return new StepPlan(new StepId(stage, step), samples.length, parts, checkpoint);
  }

  private static SignalAvailable available(int step, int part, int epoch) {
    return new SignalAvailable(TEACHER, id(step, part), new LeaseEpoch(epoch), THERE, 4);
  }

  private static MicroBatchId id(int step, int part) {
    return new MicroBatchId(TAUGHT, step, 0, part);
  }
}
