package org.docent.actors.teacher;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.docent.actors.device.Device;
import org.docent.actors.stream.Lookup;
import org.docent.actors.teacher.LeaseQueue.Lease;
import org.docent.actors.teacher.TeacherMessages.Computed;
import org.docent.actors.teacher.TeacherMessages.DelayOver;
import org.docent.actors.teacher.TeacherMessages.Heartbeat;
import org.docent.actors.teacher.TeacherMessages.Loaded;
import org.docent.actors.teacher.TeacherMessages.Opened;
import org.docent.model.distill.Teacher;
import org.docent.protocol.control.CoordinatorProtocol.WorkerFailed;
import org.docent.protocol.control.TeacherProtocol.Assign;
import org.docent.protocol.control.TeacherProtocol.Command;
import org.docent.protocol.control.TeacherProtocol.Drain;
import org.docent.protocol.control.TeacherProtocol.Release;
import org.docent.protocol.control.TeacherProtocol.Welcome;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.RunId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One teacher on one device: asks for leases as fast as it works, computes one at a time on the
 * device's thread and keeps each signal in its outbox until released. Everything it says of its
 * state is said again with each heartbeat, so that a lost message or a coordinator that moved costs
 * one heartbeat.
 */
public final class TeacherWorker extends AbstractBehavior<Command> {

  private static final Logger log = LoggerFactory.getLogger(TeacherWorker.class);
  private static final Duration HEARTBEAT_BEFORE_A_RUN = Duration.ofMillis(500);

  private final TeacherPost post;
  private final TimerScheduler<Command> timers;
  private final TeacherReports reports;
  private final LeaseQueue leases = new LeaseQueue();
  private @Nullable RunId run;
  private @Nullable TeacherDuty duty;
  private @Nullable CompletableFuture<Loaded> loading;
  private @Nullable Loaded loaded;
  private @Nullable WorkerFailed failure;
  private SplittableRandom delays = new SplittableRandom(0);
  private boolean draining;

  private TeacherWorker(
      ActorContext<Command> context, TimerScheduler<Command> timers, TeacherPost post) {
    super(context);
    this.timers = timers;
    this.post = post;
    this.reports = new TeacherReports(post, context.getSelf());
  }

  /** A worker that registers at once and works when it is welcomed to a run. */
  public static Behavior<Command> create(TeacherPost post) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  TeacherWorker worker = new TeacherWorker(context, timers, post);
                  worker.beatEvery(HEARTBEAT_BEFORE_A_RUN);
                  worker.announce();
                  return worker;
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Welcome.class, this::onWelcome)
        .onMessage(Assign.class, this::onAssign)
        .onMessage(Release.class, this::onRelease)
        .onMessage(Drain.class, this::onDrain)
        .onMessage(Heartbeat.class, this::onHeartbeat)
        .onMessage(Opened.class, this::onOpened)
        .onMessage(DelayOver.class, this::onDelayOver)
        .onMessage(Computed.class, this::onComputed)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onWelcome(Welcome welcome) {
    if (welcome.run().equals(run) || draining) {
      return this;
    }
    forgetRun();
    RunId welcomed = welcome.run();
    run = welcomed;
    try {
      TeacherDuty read = post.duty().apply(welcome.configuration());
      duty = read;
      delays = new SplittableRandom(read.seed() ^ post.id().value().hashCode());
      beatEvery(read.heartbeat());
    } catch (DocentException | IllegalArgumentException e) {
      fail(e);
      return this;
    }
    log.info("teacher {} loads for run {}", post.id(), welcomed);
    CompletableFuture<Loaded> opening =
        post.device().submit(() -> TeacherLoading.load(post.factory(), welcome));
    loading = opening;
    getContext().pipeToSelf(opening, (ready, fault) -> new Opened(welcomed, ready, fault));
    return this;
  }

  private Behavior<Command> onOpened(Opened opened) {
    if (!opened.run().equals(run)) {
      return this;
    }
    if (opened.loaded() == null) {
      fail(opened.failure());
      return this;
    }
    loaded = opened.loaded();
    post.outbox().putHead(loaded.head());
    log.info("teacher {} is ready", post.id());
    announce();
    return this;
  }

  private Behavior<Command> onAssign(Assign assign) {
    Lease lease = new Lease(assign.plan(), assign.epoch());
    if (draining) {
      reports.draining(leases.inHand());
      return this;
    }
    if (loaded == null) {
      reports.giveBack(lease, Category.RETRY, "the teacher is not loaded");
      return this;
    }
    Lookup held = post.outbox().get(lease.id(), lease.epoch());
    if (held instanceof Lookup.Found found) {
      reports.readyBefore(lease, found.signal().header().payloadBytes());
    } else if (held instanceof Lookup.Refused refused
        && refused.held().compareTo(lease.epoch()) < 0) {
      post.outbox().release(List.of(lease.id()));
      leases.add(lease);
      work();
    }
    return this;
  }

  private Behavior<Command> onRelease(Release release) {
    post.outbox().release(release.ids());
    leases.release(release.ids());
    leaveWaiting(release.ids()::contains);
    return work();
  }

  /** Told twice, nobody waits for what is held: the run has ended, or the time for it is over. */
  private Behavior<Command> onDrain(Drain drain) {
    if (draining) {
      return Behaviors.stopped();
    }
    draining = true;
    leases.drain();
    leaveWaiting(any -> true);
    if (duty != null) {
      timers.startSingleTimer(Drain.INSTANCE, duty.drainTimeout());
    }
    reports.draining(leases.inHand());
    return work();
  }

  private Behavior<Command> onHeartbeat(Heartbeat heartbeat) {
    announce();
    return this;
  }

  private Behavior<Command> onDelayOver(DelayOver delay) {
    leases.inHand().filter(lease -> lease.id().equals(delay.id())).ifPresent(this::compute);
    return this;
  }

  private Behavior<Command> onComputed(Computed computed) {
    if (!computed.run().equals(run)) {
      return this;
    }
    Optional<Lease> wanted = leases.finish();
    if (wanted.isPresent()) {
      Lease lease = wanted.get();
      if (computed.signal() != null) {
        post.outbox().put(lease.id(), lease.epoch(), computed.signal());
        reports.ready(lease, computed.signal().header().payloadBytes());
      } else {
        DocentException fault = Device.failure(computed.failure());
        log.warn("teacher {} failed at {}: {}", post.id(), lease.id(), fault.getMessage());
        reports.giveBack(lease, fault.category(), fault.getMessage());
      }
    }
    return work();
  }

  private Behavior<Command> onPostStop(PostStop signal) {
    forgetRun();
    return this;
  }

  /** Takes up the next lease, says how many more there may be, and ends when drained. */
  private Behavior<Command> work() {
    if (duty != null) {
      Duration bound = duty.randomDelay();
      leases.begin().ifPresent(lease -> computeAfter(bound, lease));
    }
    requestWork();
    boolean empty = leases.size() == 0 && post.outbox().held().isEmpty();
    return draining && empty ? Behaviors.stopped() : this;
  }

  private void computeAfter(Duration bound, Lease lease) {
    reports.takenUp();
    if (bound.isZero()) {
      compute(lease);
    } else {
      Duration wait = Duration.ofNanos(delays.nextLong(bound.toNanos() + 1));
      timers.startSingleTimer(lease.id(), new DelayOver(lease.id()), wait);
    }
  }

  private void compute(Lease lease) {
    if (loaded == null || run == null) {
      return;
    }
    Teacher teacher = loaded.teacher();
    RunId current = run;
    MicroBatchId id = lease.id();
    getContext()
        .pipeToSelf(
            post.device().submit(() -> teacher.compute(lease.plan())),
            (signal, fault) -> new Computed(current, id, signal, fault));
  }

  private void leaveWaiting(Predicate<MicroBatchId> which) {
    Optional<MicroBatchId> id = leases.inHand().map(Lease::id).filter(which);
    if (id.filter(timers::isTimerActive).isPresent()) {
      timers.cancel(id.get());
      leases.finish();
    }
  }

  private void announce() {
    if (failure != null) {
      post.coordinator().tell(failure);
      return;
    }
    reports.register(loaded == null ? null : loaded.credentials());
    if (draining) {
      reports.draining(leases.inHand());
    }
    requestWork();
  }

  private void requestWork() {
    if (loaded != null && duty != null) {
      reports.slots(draining ? 0 : Math.max(0, duty.leases() - leases.size()));
    }
  }

  private void fail(@Nullable Throwable fault) {
    DocentException ours = Device.failure(fault);
    log.error("teacher {} cannot work: {}", post.id(), ours.getMessage());
    failure =
        new WorkerFailed(post.id().value(), ours.category(), String.valueOf(ours.getMessage()));
    announce();
  }

  private void forgetRun() {
    leases.inHand().ifPresent(lease -> timers.cancel(lease.id()));
    leases.clear();
    post.outbox().clear();
    if (loading != null) {
      post.device().close(loading, Loaded::teacher);
    }
    loading = null;
    loaded = null;
    failure = null;
  }

  private void beatEvery(Duration interval) {
    timers.startTimerWithFixedDelay(Heartbeat.INSTANCE, interval);
  }
}
