package org.docent.coordinator.failover;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.StashBuffer;
import org.docent.coordinator.run.Coordinator;
import org.docent.coordinator.run.RunOver;
import org.docent.coordinator.run.RunSetup;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.Command;
import org.jspecify.annotations.Nullable;

/**
 * One term of the coordinator on this node, which is what the cluster singleton runs:
 *
 * <pre>
 *   opening --opened-->        serving: a {@link Coordinator} has all messages
 *   opening --run has ended--> over: whoever comes is sent home
 *   any     --hand over-->     closing --closed--> stopped, and another node's term begins
 * </pre>
 *
 * Messages that come while it opens wait; more than fit are lost, which costs their senders one
 * heartbeat.
 */
public final class CoordinatorTerm {

  private static final int WAITING_MESSAGES = 1_000;

  /** Ends the term in order. */
  public enum HandOver implements CoordinatorProtocol.Internal {
    INSTANCE
  }

  /** Without a run it has ended; with a fault it could not be opened. */
  private record Opened(@Nullable RunSetup run, @Nullable Throwable fault)
      implements CoordinatorProtocol.Internal {}

  private enum Closed implements CoordinatorProtocol.Internal {
    INSTANCE
  }

  private final ActorContext<Command> context;
  private final StashBuffer<Command> waiting;
  private final RunOpening opening;

  private CoordinatorTerm(
      ActorContext<Command> context, StashBuffer<Command> waiting, RunOpening opening) {
    this.context = context;
    this.waiting = waiting;
    this.opening = opening;
  }

  /** A term of the coordinator of that run. */
  public static Behavior<Command> create(RunOpening opening) {
    return Behaviors.setup(
        context ->
            Behaviors.withStash(
                WAITING_MESSAGES,
                waiting -> new CoordinatorTerm(context, waiting, opening).open()));
  }

  private Behavior<Command> open() {
    context.pipeToSelf(
        opening.open().thenApply(run -> new Opened(run.orElse(null), null)),
        (opened, fault) -> opened == null ? new Opened(null, fault) : opened);
    return Behaviors.receive(Command.class)
        .onMessage(Opened.class, this::onOpened)
        .onMessageEquals(HandOver.INSTANCE, this::leaveOnceOpened)
        .onAnyMessage(this::onEarly)
        .build();
  }

  private Behavior<Command> onEarly(Command message) {
    if (!waiting.isFull()) {
      waiting.stash(message);
    }
    return Behaviors.same();
  }

  private Behavior<Command> leaveOnceOpened() {
    return Behaviors.receive(Command.class)
        .onMessage(Opened.class, opened -> close())
        .onAnyMessage(message -> Behaviors.same())
        .build();
  }

  private Behavior<Command> onOpened(Opened opened) {
    if (opened.fault() != null) {
      opening.failed(opened.fault());
      return close();
    }
    RunSetup run = opened.run();
    if (run == null) {
      return waiting.unstashAll(over());
    }
    ActorRef<Command> coordinator = context.spawn(Coordinator.create(run), "run");
    context.watch(coordinator);
    return waiting.unstashAll(serving(coordinator));
  }

  private Behavior<Command> over() {
    ActorRef<Command> porter = context.spawn(RunOver.create(), "over");
    return serving(porter);
  }

  private Behavior<Command> serving(ActorRef<Command> coordinator) {
    return Behaviors.receive(Command.class)
        .onMessageEquals(HandOver.INSTANCE, () -> leave(coordinator))
        .onAnyMessage(
            message -> {
              coordinator.tell(message);
              return Behaviors.same();
            })
        .onSignal(
            ChildFailed.class,
            failed -> {
              opening.failed(failed.getCause());
              return close();
            })
        .build();
  }

  private Behavior<Command> leave(ActorRef<Command> coordinator) {
    context.watch(coordinator);
    context.stop(coordinator);
    return Behaviors.receive(Command.class)
        .onAnyMessage(message -> Behaviors.same())
        .onSignal(Terminated.class, gone -> close())
        .build();
  }

  private Behavior<Command> close() {
    context.pipeToSelf(opening.close(), (done, fault) -> Closed.INSTANCE);
    return Behaviors.receive(Command.class)
        .onMessageEquals(Closed.INSTANCE, Behaviors::stopped)
        .onAnyMessage(message -> Behaviors.same())
        .build();
  }
}
