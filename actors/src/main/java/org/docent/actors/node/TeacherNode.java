package org.docent.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.docent.actors.device.Device;
import org.docent.actors.teacher.TeacherFactory;
import org.docent.actors.teacher.TeacherPost;
import org.docent.actors.teacher.TeacherWorker;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.SignalLocation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guardian of a teacher node: one worker for each device. The node leaves the cluster and ends
 * when all of them have drained.
 */
public final class TeacherNode extends AbstractBehavior<TeacherNode.Command> {

  /** What a teacher node is told. */
  public sealed interface Command {}

  /** Have every worker finish or return its leases, then end. */
  enum DrainAll implements Command {
    INSTANCE
  }

  private record Replace(TeacherId id) implements Command {}

  /** Where a worker sits, and one that replaces it. */
  private record Seat(Device device, TeacherFactory factory) {}

  private static final Logger log = LoggerFactory.getLogger(TeacherNode.class);
  private static final Duration BEFORE_REPLACING = Duration.ofSeconds(1);

  private final TeacherParts parts;
  private final SignalLocation location;
  private final TimerScheduler<Command> timers;
  private final ActorRef<CoordinatorProtocol.Command> coordinator;
  private final Map<TeacherId, Seat> seats = new LinkedHashMap<>();
  private final Map<TeacherId, ActorRef<TeacherProtocol.Command>> workers = new LinkedHashMap<>();
  private int spawned;
  private boolean draining;

  private TeacherNode(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      TeacherParts parts,
      SignalLocation location) {
    super(context);
    this.parts = parts;
    this.location = location;
    this.timers = timers;
    this.coordinator = parts.coordinator().apply(context.getSystem());
    boolean single = parts.devices().size() == 1;
    for (int i = 0; i < parts.devices().size(); i++) {
      TeacherId id = new TeacherId(single ? parts.name() : parts.name() + "-" + i);
      TeacherDevice device = parts.devices().get(i);
      seats.put(id, new Seat(new Device(device.thread()), device.factory()));
      spawn(id);
    }
  }

  /** The guardian of a node whose outboxes are served at that location. */
  static Behavior<Command> create(TeacherParts parts, SignalLocation location) {
    return Behaviors.setup(
        context -> {
          context.spawn(CoordinatorWatch.create("teacher " + parts.name()), "coordinator-watch");
          return Behaviors.withTimers(timers -> new TeacherNode(context, timers, parts, location));
        });
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(DrainAll.class, this::onDrainAll)
        .onMessage(Replace.class, this::onReplace)
        .onSignal(ChildFailed.class, this::onChildFailed)
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  private Behavior<Command> onDrainAll(DrainAll command) {
    draining = true;
    log.info("teachers {} take no more work and serve what they hold", workers.keySet());
    workers.values().forEach(worker -> worker.tell(TeacherProtocol.Drain.INSTANCE));
    return this;
  }

  private Behavior<Command> onReplace(Replace replace) {
    if (draining) {
      return left(replace.id());
    }
    spawn(replace.id());
    return this;
  }

  private Behavior<Command> onChildFailed(ChildFailed failed) {
    TeacherId id = named(failed.getRef());
    log.error("teacher {} broke and is replaced", id, failed.getCause());
    timers.startSingleTimer(id, new Replace(id), BEFORE_REPLACING);
    return this;
  }

  private Behavior<Command> onTerminated(Terminated terminated) {
    return left(named(terminated.getRef()));
  }

  private TeacherId named(ActorRef<?> worker) {
    return workers.entrySet().stream()
        .filter(known -> worker.equals(known.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private Behavior<Command> left(TeacherId id) {
    log.info("teacher {} has left", id);
    workers.remove(id);
    parts.outboxes().close(id);
    if (workers.isEmpty()) {
      getContext().getSystem().terminate();
    }
    return this;
  }

  /**
   * A worker that breaks is stopped, and replaced by a new one: restarting it in place would let
   * results of its earlier life reach the next.
   */
  private void spawn(TeacherId id) {
    Seat seat = Objects.requireNonNull(seats.get(id));
    TeacherPost post =
        new TeacherPost(
            id,
            coordinator,
            location,
            parts.outboxes().open(id),
            seat.device(),
            seat.factory(),
            parts.duty(),
            parts.nanoClock());
    Behavior<TeacherProtocol.Command> worker =
        Behaviors.supervise(TeacherWorker.create(post)).onFailure(SupervisorStrategy.stop());
    ActorRef<TeacherProtocol.Command> ref = getContext().spawn(worker, "worker-" + spawned++);
    getContext().watch(ref);
    workers.put(id, ref);
  }
}
