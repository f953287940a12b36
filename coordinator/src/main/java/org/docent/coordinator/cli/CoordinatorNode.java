package org.docent.coordinator.cli;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.docent.actors.node.CoordinatorPlace;
import org.docent.actors.node.NodeSettings;
import org.docent.actors.node.NodeSystem;
import org.docent.coordinator.failover.CoordinatorTerm;
import org.docent.coordinator.ledger.CapturePlanner;
import org.docent.coordinator.run.CoordinatorSingleton;
import org.docent.coordinator.run.RunObserver;
import org.docent.coordinator.run.RunOutcome;
import org.docent.coordinator.term.RunTerms;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.teacher.TeacherFacts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that can coordinate a run: a cluster member to which the coordinator comes, at once or
 * when the node that has it is lost.
 */
final class CoordinatorNode implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CoordinatorNode.class);
  private static final long LEAVING_SECONDS = 20;
  private static final Duration A_MOMENT = Duration.ofMillis(20);

  private final CoordinatedRun run;
  private final ActorSystem<Void> system;
  private final RunTerms terms;
  private final RunAtWork work;
  private final OutcomeObserver outcome;
  private final AutoCloseable store;
  private final AtomicReference<@Nullable ActorRef<CoordinatorProtocol.Command>> coordinator =
      new AtomicReference<>();

  private CoordinatorNode(CoordinatedRun run, NodeSettings where, AutoCloseable store) {
    AtomicReference<String> address = new AtomicReference<>("");
    this.run = run;
    this.store = store;
    this.outcome = new OutcomeObserver();
    this.terms = new RunTerms(run.directory(), address::get, System::nanoTime);
    this.work = new RunAtWork(run, terms, address::get, outcome, where.seeds().isEmpty());
    try {
      this.system =
          NodeSystem.start(
              where,
              Behaviors.empty(),
              new CoordinatorPlace(new TermArbiter(terms), RunLabel.of(run.directory())));
    } catch (RuntimeException e) {
      terms.close();
      throw e;
    }
    address.set(NodeSystem.addressOf(system));
  }

  /**
   * Starts a node for a run: its coordinator, where there are no nodes to join, otherwise a standby
   * for it.
   *
   * @param preflight what was found when the run was looked at
   * @param store what the run reads from; it is closed with the node
   * @param where its place in the cluster
   */
  static CoordinatorNode start(
      LoadedRun loaded,
      RunDirectory directory,
      Preflight preflight,
      RunStore store,
      NodeSettings where) {
    if (where.seeds().isEmpty()) {
      directory.goesOn(loaded);
    }
    return new CoordinatorNode(CoordinatedRun.training(loaded, preflight, store), where, store)
        .joining(where);
  }

  /**
   * Starts the coordinator of a capture: what its planners name goes into the run's store.
   *
   * @param progress shows how far it is
   */
  static CoordinatorNode capture(
      LoadedRun loaded,
      List<CapturePlanner> planners,
      @Nullable TeacherFacts teacher,
      RunObserver progress,
      NodeSettings where) {
    CoordinatedRun capture = CoordinatedRun.capture(loaded, planners, teacher, progress);
    return new CoordinatorNode(capture, where, () -> {}).joining(where);
  }

  private CoordinatorNode joining(NodeSettings where) {
    CoordinatorPresence.show(run, system, where.seeds().isEmpty(), coordinator::get);
    terms.fenced().thenAccept(this::fenced);
    system.getWhenTerminated().thenRun(this::ended);
    akka.cluster.Cluster.get(Adapter.toClassic(system)).registerOnMemberUp(this::up);
    return this;
  }

  /** The node is a member: it says what for, unless the others are there for something else. */
  private void up() {
    if (!Coordinators.areKnown(system)) {
      system.scheduler().scheduleOnce(A_MOMENT, this::up, system.executionContext());
      return;
    }
    Optional<String> other = Coordinators.otherRun(system, RunLabel.of(run.directory()));
    if (other.isPresent()) {
      outcome.failed(
          "the cluster of %s trains another run (%s) than %s holds: give --resume the run directory of that cluster"
              .formatted(other.get(), Coordinators.runOf(system, other.get()), run.directory()));
      return;
    }
    Coordinators.others(system)
        .findFirst()
        .ifPresent(address -> log.info("stands by for the coordinator at {}", address));
    coordinator.set(
        CoordinatorSingleton.init(
            system, CoordinatorTerm.create(work), CoordinatorTerm.HandOver.INSTANCE));
  }

  private void fenced(String successor) {
    outcome.failed(
        "the coordinator at %s has taken over the run in %s: this one was away for too long and ends"
            .formatted(successor, run.directory()));
  }

  private void ended() {
    Optional<CoordinatedShutdown.Reason> reason =
        CoordinatedShutdown.get(system).getShutdownReason();
    if (reason.filter(CoordinatedShutdown.clusterDowningReason()::equals).isPresent()) {
      outcome.failed(
          "this node was cut off from the other nodes of the run in %s and has ended: start it again with --resume and --join of one of them"
              .formatted(run.directory()));
    } else if (reason
        .filter(CoordinatedShutdown.clusterJoinUnsuccessfulReason()::equals)
        .isPresent()) {
      outcome.failed("nobody let this node into a cluster: give the address of a node as --join");
    } else {
      outcome.ended(new RunOutcome.HandedOver());
    }
  }

  /** {@code host:port} by which workers join. */
  String address() {
    return NodeSystem.addressOf(system);
  }

  CompletableFuture<RunOutcome> outcome() {
    return outcome.outcome();
  }

  /** A node to which the coordinator moves when this one leaves. */
  Optional<String> standby() {
    return Coordinators.others(system).findFirst();
  }

  /** Asks for a checkpoint after the step in hand, and then for the end. */
  void stop(String reason) {
    ActorRef<CoordinatorProtocol.Command> there = coordinator.get();
    if (there == null) {
      outcome.ended(new RunOutcome.Stopped(reason));
    } else {
      there.tell(new CoordinatorProtocol.StopRun(reason));
    }
  }

  /** Leaves the cluster in order, which moves the coordinator, and writes what is still held. */
  @Override
  public void close() {
    system.terminate();
    try {
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .orTimeout(LEAVING_SECONDS, TimeUnit.SECONDS)
          .join();
      work.close().toCompletableFuture().orTimeout(LEAVING_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      log.warn("the coordinator's node did not leave in {} s", LEAVING_SECONDS, e);
    }
    terms.close();
    try {
      store.close();
    } catch (Exception e) {
      log.warn("the store did not close", e);
    }
  }
}
