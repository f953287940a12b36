package org.docent.coordinator.cli;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.docent.actors.node.NodeSettings;
import org.docent.actors.node.NodeSystem;
import org.docent.coordinator.cli.client.CoordinatorFiles;
import org.docent.coordinator.ledger.CapturePlanner;
import org.docent.coordinator.ledger.StepPlanner;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.coordinator.management.ManagementServer;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.manifest.Timeline;
import org.docent.coordinator.run.CapacityObserver;
import org.docent.coordinator.run.CoordinatorSingleton;
import org.docent.coordinator.run.EventLog;
import org.docent.coordinator.run.MetricsLog;
import org.docent.coordinator.run.RunObserver;
import org.docent.coordinator.run.RunSetup;
import org.docent.coordinator.run.StudentSetup;
import org.docent.protocol.control.ClientProtocol;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.status.RunStatus;
import org.docent.protocol.teacher.TeacherFacts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinator at its place: a cluster member, and the observers that write and show the run.
 */
final class CoordinatorNode implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CoordinatorNode.class);
  private static final long LEAVING_SECONDS = 20;
  private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(3);

  private final ActorSystem<Void> system;
  private final ActorRef<CoordinatorProtocol.Command> coordinator;
  private final OutcomeObserver outcome;
  private final List<RunObserver> observers;
  private final AutoCloseable store;

  private CoordinatorNode(
      ActorSystem<Void> system,
      ActorRef<CoordinatorProtocol.Command> coordinator,
      OutcomeObserver outcome,
      List<RunObserver> observers,
      AutoCloseable store) {
    this.system = system;
    this.coordinator = coordinator;
    this.outcome = outcome;
    this.observers = observers;
    this.store = store;
  }

  /**
   * Starts the coordinator of a run where its directory says it stands.
   *
   * @param preflight what was found when the run was looked at
   * @param store what the run reads from; it is closed with the node
   * @param where its place in the cluster; without nodes to join it begins one
   */
  static CoordinatorNode start(
      LoadedRun loaded,
      RunDirectory directory,
      Preflight preflight,
      RunStore store,
      NodeSettings where) {
    RunSettings run = loaded.settings();
    Timeline timeline = preflight.timeline();
    List<RunObserver> observers = new ArrayList<>();
    List<StudentSetup> students = new ArrayList<>();
    List<Cursor> starts = new ArrayList<>();
    for (LoadedRun alone : loaded.alone()) {
      RunDirectory its = RunDirectory.of(alone.settings());
      Cursor start = its.cursor(timeline);
      starts.add(start);
      int done = timeline.globalStep(start.next());
      observers.add(new MetricsLog(alone.settings(), done));
      students.add(
          new StudentSetup(alone.settings(), alone.resolvedText(), () -> its.cursor(timeline)));
    }
    observers.add(new EventLog(directory.path(), InstantSource.system()));
    observers.add(
        ProgressObserver.wanted()
            ? new ProgressObserver(students.size() > 1)
            : new LogObserver(run));
    if (run.runsTeacher()) {
      observers.add(
          0, new CapacityObserver(run.work().adviceInterval(), System::nanoTime, observers));
    }
    return start(
        loaded,
        students,
        new Plans(
            RunSetup.training(run, preflight.samples()),
            store,
            ExpectedTeacher.of(preflight.teacher(), starts)),
        observers,
        store,
        where);
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
    RunSettings run = loaded.settings();
    List<RunObserver> observers = new ArrayList<>();
    observers.add(new EventLog(run.outputDir(), InstantSource.system()));
    observers.add(progress);
    StudentSetup archive = new StudentSetup(run, loaded.resolvedText(), () -> Cursor.BEGINNING);
    return start(
        loaded,
        List.of(archive),
        new Plans(List.copyOf(planners), StoredSignals.NONE, teacher),
        observers,
        () -> {},
        where);
  }

  /** What is to be done, what of it need not be computed, and by whom the rest is. */
  private record Plans(
      List<StepPlanner> planners, StoredSignals stored, @Nullable TeacherFacts teacher) {}

  private static CoordinatorNode start(
      LoadedRun loaded,
      List<StudentSetup> students,
      Plans plans,
      List<RunObserver> observers,
      AutoCloseable store,
      NodeSettings where) {
    OutcomeObserver outcome = new OutcomeObserver();
    observers.add(outcome);
    ActorSystem<Void> system = NodeSystem.start(where, Behaviors.empty());
    RunSetup setup =
        new RunSetup(
            loaded.settings(),
            loaded.resolvedText(),
            students,
            plans.planners(),
            plans.stored(),
            observers,
            System::nanoTime,
            plans.teacher());
    CoordinatorFiles files = new CoordinatorFiles(loaded.settings().outputDir());
    String address = NodeSystem.addressOf(system);
    ActorRef<CoordinatorProtocol.Command> coordinator = CoordinatorSingleton.init(system, setup);
    Optional<ManagementServer> endpoint =
        ManagementServer.start(
            loaded.settings().cluster().management(), () -> status(system, coordinator));
    files.enter(address, endpoint.map(ManagementServer::url).orElse(null), where.seeds().isEmpty());
    system
        .getWhenTerminated()
        .whenComplete(
            (done, failure) -> {
              files.leave(address);
              endpoint.ifPresent(ManagementServer::close);
            });
    return new CoordinatorNode(system, coordinator, outcome, observers, store);
  }

  private static CompletionStage<RunStatus> status(
      ActorSystem<?> system, ActorRef<CoordinatorProtocol.Command> coordinator) {
    CompletionStage<ClientProtocol.Command> answer =
        AskPattern.ask(
            coordinator,
            CoordinatorProtocol.StatusRequest::new,
            STATUS_TIMEOUT,
            system.scheduler());
    return answer.thenApply(status -> ((ClientProtocol.Status) status).run());
  }

  /** {@code host:port} by which workers join. */
  String address() {
    return NodeSystem.addressOf(system);
  }

  CompletableFuture<RunOutcome> outcome() {
    return outcome.outcome();
  }

  /** Asks for a checkpoint after the step in hand, and then for the end. */
  void stop(String reason) {
    coordinator.tell(new CoordinatorProtocol.StopRun(reason));
  }

  /** Leaves the cluster, then writes what observers still hold. */
  @Override
  public void close() {
    system.terminate();
    try {
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .orTimeout(LEAVING_SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      log.warn("the coordinator's node did not leave in {} s", LEAVING_SECONDS, e);
    }
    observers.forEach(CoordinatorNode::closeQuietly);
    closeQuietly(store);
  }

  private static void closeQuietly(Object part) {
    if (part instanceof AutoCloseable open) {
      try {
        open.close();
      } catch (Exception e) {
        log.warn("{} did not close", part.getClass().getSimpleName(), e);
      }
    }
  }
}
