package org.docent.actors.student;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.docent.actors.device.Device;
import org.docent.actors.device.HandCrankedThread;
import org.docent.model.distill.Signal;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.WorkerFailed;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.StudentProtocol.BeginStage;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every signal that a trainer got goes back to its source once: the source of these tests refuses a
 * second time, and spoils what comes back, so that a signal in use would show in the loss.
 */
class SignalReturnTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final StudentId ME = new StudentId("student", 0);
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final long MOST_BYTES = 100;

  private final TestProbe<CoordinatorProtocol.Command> coordinator = KIT.createTestProbe();
  private final Overheard overheard = new Overheard(coordinator);
  private final HandCrankedThread thread = new HandCrankedThread();
  private final HeldBackSignals signals = new HeldBackSignals();

  @SuppressWarnings("NullAway.Init") // every test begins by spawning
  private ActorRef<StudentProtocol.Command> trainer;

  @BeforeEach
  void start() {
    StudentDuty duty = new StudentDuty(3, MOST_BYTES, Duration.ofMinutes(5), Set.of(0), Set.of(0));
    trainer =
        KIT.spawn(
            StudentTrainer.create(
                new StudentPost(
                    ME,
                    coordinator.ref(),
                    configuration -> signals,
                    new Device(thread),
                    (configuration, directory) -> new AddingStudent(),
                    configuration -> duty,
                    () -> 0)));
    trainer.tell(new Welcome(new RunId("r"), "", "run"));
    begin(0);
    turn(2);
  }

  @AfterEach
  void nothingIsLeftOut() {
    trainer.tell(Stop.INSTANCE);
    coordinator.expectTerminated(trainer, SOON);
    while (thread.waiting() > 0) {
      thread.turn();
    }
    assertThat(signals.out()).isZero();
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void whenTheDeviceHasReadItAndNoSooner() {
    trainer.tell(new Train(plan(0, 1, 2)));
    Signal first = pulled(0, 10);
    Signal second = pulled(1, 20);
    signals.headArrives();
    turn(1);
    thread.awaitWork();
    assertThat(signals.out()).isEqualTo(2);

    turn(1);
    assertThat(signals.released()).isSameAs(first);
    turn(1);
    assertThat(signals.released()).isSameAs(second);
    turn(1);
    assertThat(overheard.stepDone().report().loss()).isEqualTo((3 + 30) / 2.0);
  }

  @Test
  void notWhileTheDeviceReadsItThoughAnotherStepBegins() {
    trainer.tell(new Train(plan(0, 1, 2)));
    Signal inUse = pulled(0, 10);
    Signal held = pulled(1, 20);
    signals.headArrives();
    turn(1);
    thread.awaitWork();

    begin(5); // the adding of the first waits for the device, and its end will be late

    assertThat(signals.released()).isSameAs(held);
    assertThat(signals.out()).isEqualTo(1);
    turn(1);
    assertThat(signals.released()).isSameAs(inUse);
    turn(1);
  }

  @Test
  void whenItIsReplacedBeforeItIsUsed() {
    trainer.tell(new Train(plan(0, 1, 2)));
    Signal replaced = pulled(0, 10);
    Signal needed = pulled(0, 2, 50);

    assertThat(signals.released()).isSameAs(replaced);
    signals.headArrives();
    turn(2);
    assertThat(signals.released()).isSameAs(needed);
  }

  @Test
  void whenItComesAfterALaterOfferAndAfterItsStep() {
    trainer.tell(new Train(plan(0, 1, 2)));
    offer(0, 1, 4);
    signals.asked(1);
    signals.holdsBack(id(0));
    offer(0, 2, 4);
    signals.asked(1);

    Signal late = signals.arriveHeldBack(10);

    assertThat(signals.released()).isSameAs(late);
    begin(3);
    Signal past = signals.arrive(id(0), 11);
    assertThat(signals.released()).isSameAs(past);
    signals.headArrives();
    turn(1);
  }

  @Test
  void whenItsAddingFails() {
    trainer.tell(new Train(plan(0, 13)));
    Signal bad = pulled(0, 10);
    signals.headArrives();
    turn(2);

    assertThat(signals.released()).isSameAs(bad);
    overheard.await(
        new WorkerFailed("student-0", Category.STOP_RUN, "sample 13 gave a loss of NaN"));
  }

  @Test
  void whenTheTrainerStopsWhileItIsHeldUsedOrStillToCome() {
    trainer.tell(new Train(plan(0, 1, 2, 3)));
    Signal inUse = pulled(0, 10);
    Signal held = pulled(1, 20);
    offer(2, 1, 4);
    signals.asked(1);
    signals.headArrives();
    turn(1);
    thread.awaitWork();

    trainer.tell(Stop.INSTANCE);
    coordinator.expectTerminated(trainer, SOON);

    assertThat(signals.released()).isSameAs(held);
    Signal late = signals.arrive(id(2), 30);
    assertThat(signals.released()).isSameAs(late);
    assertThat(signals.out()).isEqualTo(1);
    turn(1);
    assertThat(signals.released()).isSameAs(inUse);
  }

  @Test
  void whenTheTrainerBreaks() {
    trainer.tell(new Train(plan(0, 1, 2)));
    Signal held = pulled(0, 10);

    trainer.tell(new BeginStage(new StageStart(7, 0, 9, 0), "\0")); // no path has a NUL

    assertThat(signals.released()).isSameAs(held);
    coordinator.expectTerminated(trainer, SOON);
  }

  @Test
  void pullsNoMoreBytesThanAllowedButAlwaysTheOneNeededNext() {
    trainer.tell(new Train(plan(0, 1, 2, 3)));
    offer(1, 1, MOST_BYTES);
    assertThat(signals.asked(1)).containsExactly(id(1));
    offer(2, 1, 1);
    offer(0, 1, 5 * MOST_BYTES);
    assertThat(signals.asked(1)).containsExactly(id(0));
    assertThat(signals.askedBeyond()).isZero();

    signals.headArrives();
    signals.arrive(id(0), 1);
    signals.arrive(id(1), 2);
    turn(2);
    signals.released();
    assertThat(signals.askedBeyond()).isZero();
    turn(1);

    assertThat(signals.asked(1)).containsExactly(id(2));
    signals.arrive(id(2), 3);
    turn(2);
    assertThat(overheard.stepDone().report().loss()).isEqualTo((6 + 6) / 3.0);
  }

  private Signal pulled(int part, float seed) {
    return pulled(part, 1, seed);
  }

  private Signal pulled(int part, int epoch, float seed) {
    offer(part, epoch, 4);
    signals.asked(1);
    return signals.arrive(id(part), seed);
  }

  private void offer(int part, int epoch, long bytes) {
    SignalLocation there = new SignalLocation("p", "127.0.0.1", 7000);
    TeacherId teacher = new TeacherId("teacher-0");
    trainer.tell(new SignalAvailable(teacher, id(part), new LeaseEpoch(epoch), there, bytes));
  }

  private void begin(int step) {
    trainer.tell(new BeginStage(new StageStart(0, step, 9, 0), step == 0 ? null : "run/c"));
  }

  private void turn(int times) {
    IntStream.range(0, times).forEach(i -> thread.turn());
  }

  private static StepPlan plan(int step, int... samples) {
    List<MicroBatchPlan> parts =
        IntStream.range(0, samples.length)
            .mapToObj(part -> new MicroBatchPlan(id(part), List.of(samples[part])))
            .toList();
    return new StepPlan(new StepId(0, step), samples.length, parts, false);
  }

  private static MicroBatchId id(int part) {
    return new MicroBatchId(0, 0, 0, part);
  }
}
