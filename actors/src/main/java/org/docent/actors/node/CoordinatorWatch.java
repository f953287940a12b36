package org.docent.actors.node;

import akka.actor.Address;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on a worker's node when the coordinator is lost and found, and each minute that there is
 * none. Nothing else depends on it: workers say what they have to whichever coordinator there is.
 */
final class CoordinatorWatch extends AbstractBehavior<CoordinatorWatch.Command> {

  sealed interface Command {}

  private enum Look implements Command {
    INSTANCE
  }

  private static final Logger log = LoggerFactory.getLogger(CoordinatorWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int LOOKS_A_REMINDER = 60;

  private final Cluster cluster;
  private final String worker;
  private String coordinator = "";
  private int looksInVain;

  private CoordinatorWatch(ActorContext<Command> context, String worker) {
    super(context);
    this.cluster = Cluster.get(context.getSystem());
    this.worker = worker;
  }

  /**
   * @param worker who says it
   */
  static Behavior<Command> create(String worker) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Look.INSTANCE, INTERVAL);
                  return new CoordinatorWatch(context, worker);
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onMessage(Look.class, this::onLook).build();
  }

  private Behavior<Command> onLook(Look look) {
    Optional<String> now = find(cluster.state());
    if (now.isPresent()) {
      looksInVain = 0;
      if (!now.get().equals(coordinator)) {
        log.info("{} found the coordinator at {}", worker, now.get());
        coordinator = now.get();
      }
    } else if (!coordinator.isEmpty()) {
      if (looksInVain == 0) {
        log.warn("{} lost the coordinator at {} and goes on with what it has", worker, coordinator);
      } else if (looksInVain % LOOKS_A_REMINDER == 0) {
        log.warn(
            "{} has waited for a coordinator for {} min: start one by docent node --role coordinator"
                + " --resume RUN_DIR --join {}",
            worker,
            looksInVain / LOOKS_A_REMINDER,
            text(cluster.selfMember().address()));
      }
      looksInVain++;
    }
    return this;
  }

  /** Where the coordinator is: on the oldest node of its role, if that can be reached. */
  static Optional<String> find(CurrentClusterState state) {
    return StreamSupport.stream(state.getMembers().spliterator(), false)
        .filter(member -> member.hasRole(NodeRole.COORDINATOR.key()))
        .filter(
            member ->
                member.status().equals(MemberStatus.up())
                    || member.status().equals(MemberStatus.leaving()))
        .min(Comparator.comparingInt(Member::upNumber))
        .filter(member -> !state.getUnreachable().contains(member))
        .map(member -> text(member.address()));
  }

  private static String text(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }
}
