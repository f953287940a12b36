package org.docent.actors.node;

import akka.actor.CoordinatedShutdown;
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
import org.docent.actors.device.Device;
import org.docent.actors.stream.SignalSource;
import org.docent.actors.student.StudentPost;
import org.docent.actors.student.StudentTrainer;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.WorkerFailed;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.failure.Category;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guardian of a student node: one trainer. The node leaves the cluster and ends when the
 * trainer was told to stop, or when it was told to leave and a checkpoint is committed.
 */
public final class StudentNode extends AbstractBehavior<StudentNode.Command> {

  /** What a student node is told. */
  public sealed interface Command {}

  private enum Replace implements Command {
    INSTANCE
  }

  /** Have the trainer commit a checkpoint at its step's end, then end. */
  enum Leave implements Command {
    INSTANCE
  }

  /** The checkpoint takes too long. */
  private enum LeaveAnyway implements Command {
    INSTANCE
  }

  /** What the trainer said last was heard. */
  private enum End implements Command {
    INSTANCE
  }

  /** What the trainer said to the coordinator. */
  private record Overheard(CoordinatorProtocol.Command said) implements Command {}

  private static final Logger log = LoggerFactory.getLogger(StudentNode.class);
  private static final Duration BEFORE_REPLACING = Duration.ofSeconds(1);

  /** What a trainer says before it stops comes by way of another actor. */
  private static final Duration LAST_WORDS = Duration.ofMillis(200);

  /** How long a node that leaves waits for its step and the checkpoint. */
  private static final Duration LEAVING = Duration.ofMinutes(2);

  private final StudentPost post;
  private final TimerScheduler<Command> timers;
  private final TrainerPlace place = new TrainerPlace();
  private @Nullable ActorRef<StudentProtocol.Command> trainer;
  private int spawned;
  private boolean leaving;
  private boolean replaced;

  private StudentNode(
      ActorContext<Command> context, TimerScheduler<Command> timers, StudentPost post) {
    super(context);
    this.post = post;
    this.timers = timers;
    spawn();
  }

  /** The guardian of a node that pulls its signals from that source. */
  static Behavior<Command> create(StudentParts parts, SignalSource signals) {
    return Behaviors.setup(
        context -> {
          context.spawn(CoordinatorWatch.create("student " + parts.id()), "coordinator-watch");
          ActorRef<Command> self = context.getSelf();
          ActorRef<CoordinatorProtocol.Command> coordinator =
              context.spawn(
                  TrainerPlace.overheard(
                      parts.coordinator().apply(context.getSystem()),
                      said -> self.tell(new Overheard(said))),
                  "coordinator");
          StudentPost post =
              new StudentPost(
                  parts.id(),
                  coordinator,
                  configuration -> parts.signals().of(configuration, signals),
                  new Device(parts.device()),
                  parts.factory(),
                  parts.duty(),
                  parts.nanos());
          return Behaviors.withTimers(timers -> new StudentNode(context, timers, post));
        });
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Replace.class, this::onReplace)
        .onMessage(Leave.class, this::onLeave)
        .onMessage(LeaveAnyway.class, this::onLeaveAnyway)
        .onMessage(Overheard.class, this::onOverheard)
        .onMessage(End.class, this::onEnd)
        .onSignal(ChildFailed.class, this::onChildFailed)
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  private Behavior<Command> onReplace(Replace replace) {
    spawn();
    return this;
  }

  private Behavior<Command> onLeave(Leave leave) {
    leaving = true;
    if (place.hasSomethingToLose() && trainer != null) {
      log.info("student {} commits a checkpoint at its step's end and leaves", post.id());
      trainer.tell(StudentProtocol.CheckpointAndStop.INSTANCE);
      timers.startSingleTimer(LeaveAnyway.INSTANCE, LEAVING);
      return this;
    }
    return leave();
  }

  private Behavior<Command> onLeaveAnyway(LeaveAnyway anyway) {
    log.warn("student {} could not commit a checkpoint within {} and leaves", post.id(), LEAVING);
    return leave();
  }

  private Behavior<Command> onOverheard(Overheard overheard) {
    replaced |=
        overheard.said() instanceof WorkerFailed failure && failure.category() == Category.RETRY;
    place.said(overheard.said());
    return leaving && !place.hasSomethingToLose() ? leave() : this;
  }

  private Behavior<Command> leave() {
    log.info("student {} leaves", post.id());
    getContext().getSystem().terminate();
    return this;
  }

  private Behavior<Command> onChildFailed(ChildFailed failed) {
    log.error("student {} broke and is replaced", post.id(), failed.getCause());
    timers.startSingleTimer(Replace.INSTANCE, BEFORE_REPLACING);
    return this;
  }

  private Behavior<Command> onTerminated(Terminated terminated) {
    timers.startSingleTimer(End.INSTANCE, LAST_WORDS);
    return this;
  }

  /** A trainer that goes because another has its place was on a node that was taken for lost. */
  private Behavior<Command> onEnd(End end) {
    if (replaced) {
      CoordinatedShutdown.get(getContext().getSystem())
          .runAll(CoordinatedShutdown.clusterDowningReason());
    } else {
      getContext().getSystem().terminate();
    }
    return this;
  }

  /**
   * A trainer that breaks is stopped, and replaced by a new one that goes on from the last
   * checkpoint: nobody knows what state the weights of the old one are in.
   */
  private void spawn() {
    replaced = false;
    Behavior<StudentProtocol.Command> behavior =
        Behaviors.supervise(StudentTrainer.create(post)).onFailure(SupervisorStrategy.stop());
    ActorRef<StudentProtocol.Command> ref = getContext().spawn(behavior, "trainer-" + spawned++);
    getContext().watch(ref);
    trainer = ref;
  }
}
