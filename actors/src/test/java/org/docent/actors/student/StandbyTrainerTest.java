package org.docent.actors.student;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.Set;
import org.docent.actors.device.Device;
import org.docent.actors.device.HandCrankedThread;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.RegisterStudent;
import org.docent.protocol.control.CoordinatorProtocol.WorkerFailed;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.StudentProtocol.BeginStage;
import org.docent.protocol.control.StudentProtocol.StandBy;
import org.docent.protocol.control.StudentProtocol.Stop;
import org.docent.protocol.control.StudentProtocol.Welcome;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.plan.StageStart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A trainer that stands by for another, and one that makes way for it. */
class StandbyTrainerTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final StudentId ME = new StudentId("student", 0);

  private final TestProbe<CoordinatorProtocol.Command> coordinator = KIT.createTestProbe();
  private final Overheard overheard = new Overheard(coordinator);
  private final HandCrankedThread thread = new HandCrankedThread();
  private final AddingStudent student = new AddingStudent();
  private boolean storageIsAway;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void loadsNothingWhileItStandsByAndSaysThatItDoesNotServe() {
    ActorRef<StudentProtocol.Command> trainer = spawn();
    coordinator.expectMessage(new RegisterStudent(ME, trainer, false, null));

    trainer.tell(StandBy.INSTANCE);
    trainer.tell(StandBy.INSTANCE);

    coordinator.expectMessage(new RegisterStudent(ME, trainer, false, null));
    assertThat(thread.waiting()).isZero();
    trainer.tell(Stop.INSTANCE);
    coordinator.expectTerminated(trainer);
  }

  @Test
  void servesFromTheCheckpointWhenItIsPromoted() {
    ActorRef<StudentProtocol.Command> trainer = spawn();
    trainer.tell(StandBy.INSTANCE);

    trainer.tell(new Welcome(new RunId("r"), "", "run"));
    trainer.tell(new BeginStage(new StageStart(0, 3, 9, 0), "run/checkpoint-3"));
    thread.turn();
    thread.turn();

    overheard.await(new RegisterStudent(ME, trainer, true, new StageStart(0, 3, 9, 0).next()));
    assertThat(student.calls).containsExactly("begin 0/3 from run/checkpoint-3");
  }

  @Test
  void makesWayForAnotherWhenItFailsAtWhatMayGoWellAnotherTime() {
    storageIsAway = true;
    ActorRef<StudentProtocol.Command> trainer = spawn();

    trainer.tell(new Welcome(new RunId("r"), "", "run"));
    thread.turn();

    overheard.await(new WorkerFailed("student-0", Category.RETRY, "the storage is away"));
    coordinator.expectTerminated(trainer);
  }

  private ActorRef<StudentProtocol.Command> spawn() {
    return KIT.spawn(
        StudentTrainer.create(
            new StudentPost(
                ME,
                coordinator.ref(),
                configuration -> new HeldBackSignals(),
                new Device(thread),
                (configuration, directory) -> {
                  if (storageIsAway) {
                    throw DocentException.retry("the storage is away");
                  }
                  return student;
                },
                configuration ->
                    new StudentDuty(2, 1 << 20, Duration.ofMillis(50), Set.of(), Set.of()),
                () -> 0)));
  }
}
