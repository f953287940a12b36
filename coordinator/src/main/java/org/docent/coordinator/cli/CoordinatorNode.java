package org.docent.coordinator.cli;

import akka.actor.typed.ActorRef;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.docent.actors.node.ClusterMember;
import org.docent.actors.node.NodeRole;
import org.docent.coordinator.run.CoordinatorSingleton;
import org.docent.coordinator.run.EventLog;
import org.docent.coordinator.run.MetricsLog;
import org.docent.coordinator.run.RunObserver;
import org.docent.coordinator.run.RunSetup;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.RunSettings;

/** The coordinator at its place: a cluster member, and the observers that write and show the run. */
final class CoordinatorNode implements AutoCloseable {

  private final ClusterMember member;
  private final ActorRef<CoordinatorProtocol.Command> coordinator;
  private final OutcomeObserver outcome;
  private final List<RunObserver> observers;

  private CoordinatorNode(
      ClusterMember member,
      ActorRef<CoordinatorProtocol.Command> coordinator,
      OutcomeObserver outcome,
      List<RunObserver> observers) {
    this.member = member;
    this.coordinator = coordinator;
    this.outcome = outcome;
    this.observers = observers;
  }

  /**
   * Starts the coordinator of a run where its directory says it stands.
   *
   * @param host address to bind and to be known by
   * @param port 0 for any free one
   * @param join members of a cluster that is there; empty begins one
   */
  static CoordinatorNode start(
      LoadedRun loaded, RunDirectory directory, String host, int port, List<String> join) {
    RunSettings run = loaded.settings();
    Preflight preflight = Preflight.of(run);
    int done = preflight.timeline().globalStep(directory.cursor(preflight.timeline()).next());
    OutcomeObserver outcome = new OutcomeObserver();
    List<RunObserver> observers = new ArrayList<>();
    observers.add(new MetricsLog(run, done));
    observers.add(new EventLog(directory.path(), InstantSource.system()));
    observers.add(ProgressObserver.wanted() ? new ProgressObserver() : new LogObserver(run));
    observers.add(outcome);
    ClusterMember member =
        ClusterMember.start(NodeRole.COORDINATOR, host, port, join);
    ActorRef<CoordinatorProtocol.Command> coordinator =
        CoordinatorSingleton.init(
            member.system(),
            new RunSetup(
                run,
                loaded.resolvedText(),
                preflight.datasetSizes(),
                () -> directory.cursor(preflight.timeline()),
                observers,
                System::nanoTime));
    return new CoordinatorNode(member, coordinator, outcome, observers);
  }

  /** {@code host:port} by which workers join. */
  String address() {
    return member.address();
  }

  CompletableFuture<RunOutcome> outcome() {
    return outcome.outcome();
  }

  /** Asks for a checkpoint after the step in hand, and then for the end. */
  void stop(String reason) {
    coordinator.tell(new CoordinatorProtocol.StopRun(reason));
  }

  @Override
  public void close() throws Exception {
    member.close();
    for (RunObserver observer : observers) {
      if (observer instanceof AutoCloseable open) {
        open.close();
      }
    }
  }
}
