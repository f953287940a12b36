package org.docent.actors.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.docent.actors.device.Device;
import org.docent.actors.device.HandCrankedThread;
import org.docent.actors.stream.Lookup;
import org.docent.actors.stream.Outbox;
import org.docent.actors.stream.Signals;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.HeldSignal;
import org.docent.protocol.control.CoordinatorProtocol.LeaseReturned;
import org.docent.protocol.control.CoordinatorProtocol.RegisterTeacher;
import org.docent.protocol.control.CoordinatorProtocol.RequestWork;
import org.docent.protocol.control.CoordinatorProtocol.SignalReady;
import org.docent.protocol.control.CoordinatorProtocol.TeacherDraining;
import org.docent.protocol.control.CoordinatorProtocol.WorkerFailed;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.control.TeacherProtocol.Assign;
import org.docent.protocol.control.TeacherProtocol.Drain;
import org.docent.protocol.control.TeacherProtocol.Release;
import org.docent.protocol.control.TeacherProtocol.Welcome;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.signal.SignalLocation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TeacherWorkerTest {

  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final TeacherId ME = new TeacherId("teacher-0");
  private static final SignalLocation HERE = new SignalLocation("p", "127.0.0.1", 7000);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final MicroBatchPlan CANARY =
      new MicroBatchPlan(new MicroBatchId(0, 0, 0, 9), List.of(1));
  private static final Duration RARELY = Duration.ofMinutes(5);

  private final TestProbe<CoordinatorProtocol.Command> coordinator = KIT.createTestProbe();
  private final HandCrankedThread thread = new HandCrankedThread();
  private final Outbox outbox = new Outbox();
  private final CountingTeacher teacher = new CountingTeacher();
  private final AtomicLong nanos = new AtomicLong();
  private Duration heartbeat = RARELY;
  private Duration randomDelay = Duration.ZERO;
  private Duration drainTimeout = RARELY;
  private TeacherFactory factory = configuration -> teacher;

  @SuppressWarnings("NullAway.Init") // every test begins by spawning
  private ActorRef<TeacherProtocol.Command> worker;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void registersBeforeAnyRunAndAgainWithItsCredentialsOnceLoaded() {
    spawn();
    assertThat(coordinator.expectMessageClass(RegisterTeacher.class))
        .isEqualTo(new RegisterTeacher(ME, worker, HERE, null, List.of()));
    assertThat(coordinator.expectMessageClass(RegisterTeacher.class).credentials()).isNull();

    worker.tell(new Welcome(new RunId("r"), "leases = 2", CANARY));
    thread.turn();

    RegisterTeacher loaded =
        coordinator
            .fishForMessage(
                Duration.ofSeconds(5),
                message ->
                    message instanceof RegisterTeacher told && told.credentials() != null
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore())
            .stream()
            .map(RegisterTeacher.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(loaded.credentials()).isEqualTo(CountingTeacher.CREDENTIALS);
    assertThat(teacher.computed).containsExactly(CANARY.id());
    coordinator.expectMessage(new RequestWork(ME, 2));
    assertThat(outbox.head()).isPresent();
  }

  @Test
  void computesALeaseIntoTheOutboxAndAsksForMore() {
    start();

    worker.tell(assign(0, 1, 7));
    coordinator.expectMessage(new RequestWork(ME, 1));
    thread.turn();

    coordinator.expectMessage(new SignalReady(ME, id(0), epoch(1), 8, 1, 0));
    coordinator.expectMessage(new RequestWork(ME, 2));
    assertThat(outbox.get(id(0), epoch(1)))
        .isEqualTo(new Lookup.Found(epoch(1), Signals.counting(id(0), 1, 2, 7)));
  }

  @Test
  void aLeaseThatComesTwiceIsComputedOnce() {
    start();
    worker.tell(assign(0, 1, 7));
    worker.tell(assign(0, 1, 7));
    coordinator.expectMessage(new RequestWork(ME, 1));
    thread.turn();
    coordinator.expectMessage(new SignalReady(ME, id(0), epoch(1), 8, 1, 0));
    coordinator.expectMessage(new RequestWork(ME, 2));

    worker.tell(assign(0, 1, 7));

    coordinator.expectMessage(new SignalReady(ME, id(0), epoch(1), 8, 1, 0));
    assertThat(teacher.computed).containsExactly(CANARY.id(), id(0));
  }

  @Test
  void aHigherEpochFencesTheOlderOne() {
    start();
    worker.tell(assign(0, 1, 7));
    coordinator.expectMessage(new RequestWork(ME, 1));
    worker.tell(assign(0, 2, 7));
    worker.tell(assign(1, 1, 8));
    coordinator.expectMessage(new RequestWork(ME, 0));
    thread.turn();
    coordinator.expectMessage(new SignalReady(ME, id(0), epoch(2), 8, 1, 0));
    coordinator.expectMessage(new RequestWork(ME, 1));
    thread.turn();
    coordinator.expectMessage(new SignalReady(ME, id(1), epoch(1), 8, 1, 0));
    coordinator.expectMessage(new RequestWork(ME, 2));

    worker.tell(assign(1, 3, 8));
    coordinator.expectMessage(new RequestWork(ME, 1));
    assertThat(outbox.held()).extracting(HeldSignal::id).containsExactly(id(0));
    thread.turn();

    coordinator.expectMessage(new SignalReady(ME, id(1), epoch(3), 8, 1, 0));
    worker.tell(assign(1, 2, 8));
    coordinator.expectMessage(new RequestWork(ME, 2));
    coordinator.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void forgetsWhatIsReleasedEvenWhileItIsComputed() {
    start();
    worker.tell(assign(0, 1, 7));
    coordinator.expectMessage(new RequestWork(ME, 1));

    worker.tell(new Release(List.of(id(0))));
    thread.turn();

    coordinator.expectMessage(new RequestWork(ME, 2));
    assertThat(outbox.held()).isEmpty();
  }

  @Test
  void aFailedLeaseGoesBackWithItsCategory() {
    start();
    worker.tell(assign(0, 1, 13));
    worker.tell(assign(1, 1, 14));
    coordinator.expectMessage(new RequestWork(ME, 1));
    coordinator.expectMessage(new RequestWork(ME, 0));
    thread.turn();
    coordinator.expectMessage(
        new LeaseReturned(ME, id(0), epoch(1), Category.SKIP_BATCH, "sample 13 is corrupt"));
    coordinator.expectMessage(new RequestWork(ME, 1));

    thread.turn();

    coordinator.expectMessage(
        new LeaseReturned(
            ME,
            id(1),
            epoch(1),
            Category.STOP_RUN,
            "unexpected java.lang.IllegalStateException: sample 14 broke the teacher"));
  }

  @Test
  void saysAgainWhatItHoldsWithEveryHeartbeat() {
    heartbeat = Duration.ofMillis(50);
    start();
    worker.tell(assign(0, 1, 7));
    thread.turn();

    List<CoordinatorProtocol.Command> seen =
        coordinator.fishForMessage(
            Duration.ofSeconds(5),
            message ->
                message instanceof RegisterTeacher told && !told.held().isEmpty()
                    ? FishingOutcomes.complete()
                    : FishingOutcomes.continueAndIgnore());

    assertThat(seen)
        .singleElement()
        .isEqualTo(
            new RegisterTeacher(
                ME,
                worker,
                HERE,
                CountingTeacher.CREDENTIALS,
                List.of(new HeldSignal(id(0), epoch(1), 8))));
  }

  @Test
  void aRandomDelayHoldsTheWorkBackButNotTheWorker() {
    randomDelay = Duration.ofMillis(200);
    start();

    worker.tell(assign(0, 1, 7));
    worker.tell(assign(1, 1, 8));
    coordinator.expectMessage(new RequestWork(ME, 1));
    coordinator.expectMessage(new RequestWork(ME, 0));
    worker.tell(new Release(List.of(id(0))));
    coordinator.expectMessage(new RequestWork(ME, 1));
    thread.turn();

    coordinator.expectMessage(new SignalReady(ME, id(1), epoch(1), 8, 1, 0));
    assertThat(teacher.computed).containsExactly(CANARY.id(), id(1));
  }

  @Test
  void saysHowLongItHadAMicroBatchInHand() {
    start();
    worker.tell(assign(0, 1, 7));
    coordinator.expectMessage(new RequestWork(ME, 1));
    worker.tell(assign(1, 1, 8));
    coordinator.expectMessage(new RequestWork(ME, 0));
    nanos.addAndGet(3_500_000);
    thread.turn();
    coordinator.expectMessage(new SignalReady(ME, id(0), epoch(1), 8, 1, 3_500));
    coordinator.expectMessage(new RequestWork(ME, 1));
    nanos.addAndGet(2_000_000);
    thread.turn();

    coordinator.expectMessage(new SignalReady(ME, id(1), epoch(1), 8, 1, 2_000));
  }

  @Test
  void drainingKeepsOnlyWhatIsBegunAndEndsWhenTheOutboxIsEmpty() {
    start();
    worker.tell(assign(0, 1, 7));
    worker.tell(assign(1, 1, 8));
    coordinator.expectMessage(new RequestWork(ME, 1));
    coordinator.expectMessage(new RequestWork(ME, 0));

    worker.tell(Drain.INSTANCE);
    coordinator.expectMessage(new TeacherDraining(ME, List.of(id(0))));
    worker.tell(assign(2, 1, 9)); // was on its way
    coordinator.expectMessage(new TeacherDraining(ME, List.of(id(0))));
    thread.turn();
    coordinator.expectMessage(new SignalReady(ME, id(0), epoch(1), 8, 1, 0));
    worker.tell(new Release(List.of(id(0))));

    coordinator.expectTerminated(worker, Duration.ofSeconds(5));
    thread.turn();
    assertThat(teacher.closed).isTrue();
  }

  @Test
  void aDrainingWorkerEndsAfterItsTimeWhateverItHolds() {
    drainTimeout = Duration.ofMillis(50);
    start();
    worker.tell(assign(0, 1, 7));
    thread.turn();

    worker.tell(Drain.INSTANCE);

    coordinator.expectTerminated(worker, Duration.ofSeconds(5));
    assertThat(outbox.held()).isEmpty();
  }

  @Test
  void toldTwiceToDrainItWaitsForNobodyToPullWhatItHolds() {
    start();
    worker.tell(assign(0, 1, 7));
    thread.turn();
    worker.tell(Drain.INSTANCE);

    worker.tell(Drain.INSTANCE);

    coordinator.expectTerminated(worker, Duration.ofSeconds(5));
    assertThat(outbox.held()).isEmpty();
  }

  @Test
  void aTeacherThatCannotBeLoadedIsReportedUntilHeard() {
    heartbeat = Duration.ofMillis(50);
    factory =
        configuration -> {
          throw DocentException.stop("model.safetensors is cut short");
        };
    spawn();
    worker.tell(new Welcome(new RunId("r"), "leases = 2", CANARY));
    thread.turn();

    WorkerFailed failed =
        new WorkerFailed("teacher-0", Category.STOP_RUN, "model.safetensors is cut short");
    coordinator.fishForMessage(
        Duration.ofSeconds(5),
        message ->
            message.equals(failed)
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    coordinator.expectMessage(failed);
  }

  @Test
  void aTeacherThatCannotComputeItsCanaryIsClosedAndReported() {
    spawn();
    MicroBatchPlan corrupt = new MicroBatchPlan(new MicroBatchId(0, 0, 0, 9), List.of(13));
    worker.tell(new Welcome(new RunId("r"), "leases = 2", corrupt));
    thread.turn();

    coordinator.fishForMessage(
        Duration.ofSeconds(5),
        message ->
            message.equals(
                    new WorkerFailed("teacher-0", Category.SKIP_BATCH, "sample 13 is corrupt"))
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    assertThat(teacher.closed).isTrue();
  }

  @Test
  void anotherRunBeginsWithAnotherTeacher() {
    start();
    worker.tell(assign(0, 1, 7));
    coordinator.expectMessage(new RequestWork(ME, 1));
    CountingTeacher first = teacher;

    worker.tell(new Welcome(new RunId("next"), "leases = 2", CANARY));
    thread.turn();
    thread.turn();
    thread.turn();

    assertThat(coordinator.expectMessageClass(RegisterTeacher.class).held()).isEmpty();
    coordinator.expectMessage(new RequestWork(ME, 2));
    assertThat(first.closed).isTrue();
    assertThat(outbox.held()).isEmpty();
  }

  /** A worker that has loaded; heartbeats are rare from here on. */
  private void start() {
    spawn();
    worker.tell(new Welcome(new RunId("r"), "leases = 2", CANARY));
    worker.tell(new Welcome(new RunId("r"), "leases = 2", CANARY));
    thread.turn();
    coordinator.fishForMessage(
        Duration.ofSeconds(5),
        message ->
            message instanceof RequestWork
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }

  private void spawn() {
    worker =
        KIT.spawn(
            TeacherWorker.create(
                new TeacherPost(
                    ME,
                    coordinator.ref(),
                    HERE,
                    outbox,
                    new Device(thread),
                    configuration -> factory.open(configuration),
                    configuration -> new TeacherDuty(2, heartbeat, randomDelay, 1, drainTimeout),
                    nanos::get)));
  }

  private static Assign assign(int part, int epoch, int sample) {
    return new Assign(new MicroBatchPlan(id(part), List.of(sample)), epoch(epoch), LEASE);
  }

  private static MicroBatchId id(int part) {
    return new MicroBatchId(0, 0, 0, part);
  }

  private static LeaseEpoch epoch(int value) {
    return new LeaseEpoch(value);
  }
}
