package org.docent.actors.node;

import akka.actor.ActorSystem;
import akka.actor.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.DowningProvider;
import java.util.concurrent.TimeUnit;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;

/**
 * Takes lost nodes out of the cluster as {@link DowningRule} says; named in {@code node.conf}.
 *
 * <p>Akka's own strategies count members. Counting all, a coordinator would go down with many
 * teachers; counting those of the coordinator's role, workers and a standby would with the one
 * coordinator. Its lease strategy asks the leader of the reachable nodes, which may be a teacher
 * that cannot see what decides: the run directory.
 */
public final class RunDowning extends DowningProvider {

  private final ActorSystem system;

  /** Called by Akka. */
  public RunDowning(ActorSystem system) {
    this.system = system;
  }

  /**
   * How long after a node was taken out another takes its place: it ends by itself meanwhile, or
   * finds out when it writes.
   */
  @Override
  public FiniteDuration downRemovalMargin() {
    return FiniteDuration.create(1, TimeUnit.SECONDS);
  }

  @Override
  public Option<Props> downingActorProps() {
    Arbiter arbiter =
        system
            .settings()
            .setup()
            .get(CoordinatorPlace.class)
            .map(CoordinatorPlace::arbiter)
            .orElse(Arbiter.NONE);
    return Option.apply(Adapter.props(() -> DowningJudge.create(arbiter)));
  }
}
