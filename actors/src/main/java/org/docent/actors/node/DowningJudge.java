package org.docent.actors.node;

import akka.actor.Address;
import akka.actor.ExtendedActorSystem;
import akka.actor.Identify;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.remote.RemoteActorRefProvider;
import akka.remote.artery.ThisActorSystemQuarantinedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.docent.actors.node.DowningRule.Node;
import org.docent.actors.node.DowningRule.Step;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/** Looks at the cluster regularly and does what {@link DowningRule} says. */
final class DowningJudge extends AbstractBehavior<DowningJudge.Command> {

  sealed interface Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  private record Ruled(Arbiter.@Nullable Ruling ruling, @Nullable Throwable fault)
      implements Command {}

  private record Quarantined(Address by) implements Command {}

  private static final Logger log = LoggerFactory.getLogger(DowningJudge.class);
  private static final Duration TICK = Duration.ofMillis(500);
  private static final int TICKS_BETWEEN_QUESTIONS = 4;

  /** Those that will be, are or may still be members. */
  private static final Set<MemberStatus> THERE =
      Set.of(
          MemberStatus.joining(),
          MemberStatus.weaklyUp(),
          MemberStatus.up(),
          MemberStatus.leaving());

  private final Cluster cluster;
  private final Arbiter arbiter;
  private final DowningRule rule = new DowningRule();
  private long ticks;
  private boolean asking;

  private DowningJudge(ActorContext<Command> context, Arbiter arbiter) {
    super(context);
    this.cluster = Cluster.get(context.getSystem());
    this.arbiter = arbiter;
    ActorRef<ThisActorSystemQuarantinedEvent> quarantines =
        context.messageAdapter(
            ThisActorSystemQuarantinedEvent.class,
            event -> new Quarantined(event.remoteAddress().address()));
    Adapter.toClassic(context.getSystem())
        .eventStream()
        .subscribe(Adapter.toClassic(quarantines), ThisActorSystemQuarantinedEvent.class);
  }

  static Behavior<Command> create(Arbiter arbiter) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
                  return new DowningJudge(context, arbiter);
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Tick.class, this::onTick)
        .onMessage(Ruled.class, this::onRuled)
        .onMessage(Quarantined.class, this::onQuarantined)
        .build();
  }

  private Behavior<Command> onTick(Tick tick) {
    ticks++;
    if (ticks % TICKS_BETWEEN_QUESTIONS == 0) {
      addressUnreachable();
    }
    if (rule.look(nodes(), now()) == Step.ASK && !asking) {
      asking = true;
      getContext().pipeToSelf(arbiter.ask(), Ruled::new);
    }
    return this;
  }

  private Behavior<Command> onRuled(Ruled ruled) {
    asking = false;
    if (ruled.ruling() == null) {
      log.warn("it cannot be found out which nodes may go on: {}", String.valueOf(ruled.fault()));
    }
    Arbiter.Ruling ruling = ruled.ruling() == null ? new Arbiter.HeldBy("") : ruled.ruling();
    rule.look(nodes(), now());
    Step step = rule.ruled(ruling, now());
    if (step == Step.DOWN_UNREACHABLE) {
      for (Member lost : cluster.state().getUnreachable()) {
        log.warn("node {} is lost and leaves the cluster", lost.address());
        down(lost.address());
        quarantine(lost);
      }
    } else if (step == Step.DOWN_SELF) {
      log.error("this node is cut off from the coordinator at {} and ends", holder(ruling));
      down(cluster.selfMember().address());
    }
    return this;
  }

  private static String holder(Arbiter.Ruling ruling) {
    return ruling instanceof Arbiter.HeldBy held ? held.address() : "";
  }

  /**
   * A node that was taken out of the cluster is told so when it sends something, heartbeats
   * excepted; and to those it could not reach for a while it sends nothing else by itself.
   */
  private void addressUnreachable() {
    for (Member lost : cluster.state().getUnreachable()) {
      Adapter.toClassic(getContext().getSystem())
          .actorSelection(lost.address() + "/user")
          .tell(new Identify("are you there"), akka.actor.ActorRef.noSender());
    }
  }

  /** Others took this node for dead and will never hear it again. */
  private Behavior<Command> onQuarantined(Quarantined event) {
    boolean member =
        nodes().stream().anyMatch(node -> !node.self() && node.address().equals(text(event.by())));
    if (member) {
      log.error("{} has taken this node for lost: it ends", text(event.by()));
      down(cluster.selfMember().address());
    }
    return this;
  }

  /**
   * Nothing of it is heard any more, and it is told so when it can be reached again: by itself Akka
   * would drop its messages after a while and say nothing, and it would wait for ever.
   */
  private void quarantine(Member lost) {
    ExtendedActorSystem system = (ExtendedActorSystem) Adapter.toClassic(getContext().getSystem());
    ((RemoteActorRefProvider) system.provider())
        .quarantine(
            lost.address(), Option.apply(lost.uniqueAddress().longUid()), "taken out as lost");
  }

  private void down(Address address) {
    cluster.manager().tell(new Down(address));
  }

  private List<Node> nodes() {
    CurrentClusterState state = cluster.state();
    Address self = cluster.selfMember().address();
    List<Node> nodes = new ArrayList<>();
    for (Member member : state.getMembers()) {
      if (THERE.contains(member.status())) {
        nodes.add(
            new Node(
                text(member.address()),
                member.hasRole(NodeRole.COORDINATOR.key()),
                member.upNumber(),
                !state.getUnreachable().contains(member),
                member.address().equals(self)));
      }
    }
    return nodes;
  }

  private static String text(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  /** In ticks that this node lived through: one that was frozen takes nothing for long ago. */
  private long now() {
    return ticks * TICK.toNanos();
  }
}
