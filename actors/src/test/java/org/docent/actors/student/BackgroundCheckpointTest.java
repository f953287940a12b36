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
import org.docent.protocol.control.CoordinatorProtocol.CheckpointCommitted;
import org.docent.protocol.control.CoordinatorProtocol.CheckpointFailed;
import org.docent.protocol.control.CoordinatorProtocol.ModelSaved;
import org.docent.protocol.control.CoordinatorProtocol.WorkerFailed;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.StudentProtocol.BeginStage;
import org.docent.protocol.control.StudentProtocol.CheckpointAndStop;
import org.docent.protocol.control.StudentProtocol.SaveModel;
import org.docent.protocol.control.StudentProtocol.Train;
import org.docent.protocol.control.StudentProtocol.Welcome;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepPlan;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a student trainer does while a checkpoint is written, and where the disk refuses it. */
class BackgroundCheckpointTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final StudentId ME = new StudentId("student", 0);
  private static final Duration SOON = Duration.ofSeconds(5);

  private final TestProbe<CoordinatorProtocol.Command> coordinator = KIT.createTestProbe();
  private final Overheard overheard = new Overheard(coordinator);
  private final HandCrankedThread thread = new HandCrankedThread();
  private final HandCrankedDisk disk = new HandCrankedDisk();
  private final AddingStudent student = new AddingStudent(disk);

  @SuppressWarnings("NullAway.Init")
  private ActorRef<StudentProtocol.Command> trainer;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @BeforeEach
  void start() {
    trainer =
        KIT.spawn(
            StudentTrainer.create(
                new StudentPost(
                    ME,
                    coordinator.ref(),
                    configuration -> new HeldBackSignals(),
                    new Device(thread),
                    (configuration, directory) -> student,
                    configuration ->
                        new StudentDuty(2, 1 << 20, Duration.ofMillis(20), Set.of(), Set.of()),
                    System::nanoTime)));
    trainer.tell(new Welcome(new RunId("r"), "", "run"));
    trainer.tell(new BeginStage(new StageStart(0, 0, 9, 0), null));
    turn(2);
  }

  @Test
  void goesOnWhileACheckpointIsWritten() {
    plan(0, true);
    plan(1, false);
    turn(5);

    assertThat(overheard.stepDone(1).step()).isEqualTo(new StepId(0, 1));
    assertThat(student.calls).endsWith("checkpoint 0/1", "add 0/1/0.0", "finish 0/1");
    disk.takes("run/checkpoint-1");
    overheard.await(committed(1));
  }

  @Test
  void takesOneThatIsDueMeanwhileAtTheNextStepsEndAtWhichTheDiskIsFree() {
    plan(0, true);
    plan(1, true);
    plan(2, false);
    turn(3 + 2);
    overheard.stepDone(1);
    thread.awaitWork(); // the third step, not a second checkpoint
    disk.takes("run/checkpoint-1");
    overheard.await(committed(1));
    turn(3);
    disk.takes("run/checkpoint-3");

    overheard.await(committed(3));
    assertThat(student.calls).endsWith("add 0/2/0.0", "finish 0/2", "checkpoint 0/3");
  }

  @Test
  void waitsAtAStagesEndForTheCheckpointOfExactlyThatPlace() {
    plan(0, true);
    plan(1, true);
    turn(5);
    overheard.stepDone(1);
    disk.takes("run/checkpoint-1");
    overheard.await(committed(1));
    turn(1);
    disk.takes("run/checkpoint-2");

    overheard.await(committed(2));
    assertThat(student.calls).endsWith("finish 0/1", "checkpoint 0/2");
  }

  @Test
  void stopsWithACheckpointOfExactlyItsPlaceWhateverIsBeingWritten() {
    plan(0, true);
    plan(1, false);
    plan(2, false);
    turn(4);
    trainer.tell(CheckpointAndStop.INSTANCE);
    turn(1);
    overheard.stepDone(1);
    assertThat(disk.waiting()).isOne();
    disk.takes("run/checkpoint-1");
    overheard.await(committed(1));
    turn(1);
    assertThat(student.calls).endsWith("finish 0/1", "checkpoint 0/2, the last");
    disk.takes("run/checkpoint-2");

    overheard.await(committed(2));
    assertThat(thread.waiting()).isZero();
  }

  @Test
  void triesAFullDiskAgain() {
    plan(0, true);
    plan(1, false);
    turn(3);
    disk.isFull(3);
    disk.takes("run/checkpoint-1");

    overheard.await(committed(1));
  }

  @Test
  void trainsOnWithoutACheckpointThatCannotBeWrittenAndTriesTheNext() {
    plan(0, true);
    plan(1, true);
    plan(2, false);
    turn(3);
    disk.isFull(4);
    overheard.await(failed(1));
    turn(3);
    disk.takes("run/checkpoint-2");

    overheard.await(committed(2));
    assertThat(student.calls).endsWith("add 0/1/0.0", "finish 0/1", "checkpoint 0/2");
  }

  @Test
  void triesUntilTheDiskTakesItWhereNothingFollows() {
    plan(0, true);
    turn(3);
    disk.isFull(5);
    overheard.await(failed(1));
    disk.isFull(1);
    disk.takes("run/checkpoint-1");

    overheard.await(committed(1));
    assertThat(student.calls).filteredOn("checkpoint 0/1"::equals).hasSize(1);
  }

  @Test
  void saysThatAStopCannotBeSavedAndRests() {
    plan(0, false);
    plan(1, false);
    turn(1);
    trainer.tell(CheckpointAndStop.INSTANCE);
    turn(2);
    disk.isFull(4);
    overheard.await(failed(1));
    overheard.await(failed(1)); // until it is heard

    trainer.tell(CheckpointAndStop.INSTANCE); // as a coordinator says that did not hear it
    overheard.await(failed(1));
    assertThat(thread.waiting()).isZero();
    assertThat(disk.waiting()).isZero();
  }

  @Test
  void givesUpAnOldOneAtOnceWhenItIsToStop() {
    plan(0, true);
    plan(1, false);
    turn(4);
    trainer.tell(CheckpointAndStop.INSTANCE);
    turn(1);
    overheard.stepDone(1);
    disk.isFull(1);
    overheard.await(failed(1));
    turn(1);
    disk.takes("run/checkpoint-2");

    overheard.await(committed(2));
  }

  @Test
  void goesAloneWhenAnotherHasTakenOver() {
    plan(0, true);
    plan(1, false);
    turn(3);
    disk.fails(DocentException.retry("another student of this run has taken over"));

    overheard.await(
        new WorkerFailed(
            "student-0", Category.RETRY, "another student of this run has taken over"));
    coordinator.expectTerminated(trainer, SOON);
  }

  @Test
  void writesTheModelWhenAFullDiskHasRoomAgain() {
    student.modelFailures = 1;
    trainer.tell(SaveModel.INSTANCE);
    turn(1);
    overheard.await(new CheckpointFailed(ME, new StepId(0, 0), "the disk is full"));
    turn(1);

    overheard.await(new ModelSaved(ME, "run/model"));
  }

  private void plan(int step, boolean checkpoint) {
    MicroBatchPlan part = new MicroBatchPlan(new MicroBatchId(0, step, 0, 0), List.of(step));
    trainer.tell(new Train(new StepPlan(new StepId(0, step), 1, List.of(part), checkpoint)));
  }

  private static CheckpointCommitted committed(int next) {
    return new CheckpointCommitted(ME, new StepId(0, next), "run/checkpoint-" + next);
  }

  private static CheckpointFailed failed(int next) {
    return new CheckpointFailed(ME, new StepId(0, next), "the disk is full");
  }

  private void turn(int times) {
    for (int i = 0; i < times; i++) {
      thread.turn();
    }
  }
}
