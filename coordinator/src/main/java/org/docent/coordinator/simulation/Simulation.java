package org.docent.coordinator.simulation;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.docent.coordinator.ledger.StepPlanner;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.coordinator.run.RunObserver;
import org.docent.coordinator.run.RunSetup;
import org.docent.coordinator.run.StudentSetup;
import org.docent.coordinator.stage.RunState;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.RunSettings;
import org.jspecify.annotations.Nullable;

/**
 * A whole run in simulated time: the real coordinator between virtual workers on a bad network.
 * Every process may die, freeze, be cut off one way or both, and be there twice; the coordinator is
 * replaced by one that knows only the last checkpoint; checkpoints cannot be written; everything
 * dies at once; the run is stopped and resumed. After a while all is calm and the run must finish.
 * The same seed gives the same history.
 */
public final class Simulation {

  static final String BAD = "not finite";
  static final int STRIKES = 3;
  static final long BEAT_MILLIS = 1_000;
  static final long NOTICED_MILLIS = 8_000;

  private static final long CHAOS_MILLIS = 30_000;
  private static final long PATIENCE_MILLIS = 600_000;

  final Scenario scenario;
  final SimulatedTime time = new SimulatedTime();
  final History history;
  final SimulatedNetwork network;
  final SimulatedDisk disk;
  final Invariants invariants;

  /** The final model of each student that has one. */
  final Map<StudentId, List<MicroBatchId>> models = new HashMap<>();

  private final RunSettings settings;
  private final List<StepPlanner> planners;
  private final SimulatedPlan plan;
  private final SimulatedCluster cluster;
  private final SimulatedTrouble trouble;
  private final List<TeacherId> bad = new ArrayList<>();
  private boolean stopWanted;

  private Simulation(Scenario scenario, boolean calm, @Nullable PrintWriter trace) {
    SplittableRandom random = new SplittableRandom(scenario.seed());
    this.scenario = scenario;
    this.history = new History(time, trace);
    this.network = new SimulatedNetwork(time, history, random.split());
    this.settings = scenario.settings(random);
    this.planners = RunSetup.training(settings, scenario.samples(random));
    this.plan = SimulatedPlan.of(planners);
    this.disk = new SimulatedDisk(plan.timeline());
    this.invariants = new Invariants(plan, disk, STRIKES);
    this.cluster = new SimulatedCluster(this, random.split(), bad);
    this.trouble = new SimulatedTrouble(this, cluster, random.split());
    cluster.startCoordinator();
    for (int i = 0; i < scenario.teachers(); i++) {
      TeacherId id = new TeacherId("t" + i);
      if (i > 0 && random.nextInt(scenario.crowd() ? 100 : 3) == 0 && !calm) {
        bad.add(id);
      }
      cluster.start(id);
    }
    settings.students().forEach(student -> cluster.start(new StudentId(student.name(), 0)));
    if (calm) {
      network.calm();
    }
  }

  /**
   * Runs to the end.
   *
   * @param trace where its history is printed, null for nowhere
   * @throws BrokenInvariant when something happened that must never
   */
  public static SimulationResult run(Scenario scenario, @Nullable PrintWriter trace) {
    return new Simulation(scenario, /* calm= */ false, trace).run();
  }

  /** Runs to the end with nothing in its way. */
  public static SimulationResult runUndisturbed(Scenario scenario) {
    return new Simulation(scenario, /* calm= */ true, null).run();
  }

  private SimulationResult run() {
    if (!network.isCalm()) {
      time.after(BEAT_MILLIS, trouble::strike);
      time.after(CHAOS_MILLIS, this::calmDown);
    }
    time.after(BEAT_MILLIS, this::operate);
    boolean more = true;
    while (more && !allFinished()) {
      more = time.nowMillis() < PATIENCE_MILLIS && time.step();
    }
    invariants.everyRunEnds(allFinished(), states());
    models.forEach(
        (student, model) -> invariants.everyMicroBatchIsAppliedExactlyOnce(student, model));
    models.forEach((student, model) -> invariants.everyModelHasAllOfThePlan(student, model));
    return new SimulationResult(
        cluster.coordinators().stream().mapToLong(each -> each.watch().leases()).sum(),
        (int) plan.microBatches().stream().filter(id -> needsTeacher(id.stage())).count(),
        cluster.coordinators().size(),
        cluster.coordinators().stream().mapToInt(each -> each.watch().quarantined(bad)).sum(),
        time.nowMillis());
  }

  private void calmDown() {
    network.calm();
    disk.broken = false;
    cluster.calmDown();
  }

  /** Whoever runs it: asks for a stop until there is one, and goes on with a run that has ended. */
  private void operate() {
    SimulatedCoordinator current = cluster.coordinator();
    if (current != null && current.desk().ended() && !allFinished()) {
      stopWanted = false;
      invariants.noRunFailsForNothing(states());
      cluster.loseAll(100);
    } else if (current != null && stopWanted && !current.desk().ended()) {
      current.desk().stopRequested("asked");
    }
    time.after(BEAT_MILLIS, this::operate);
  }

  void askForStop() {
    history.say("operator", "wants a stop");
    stopWanted = true;
  }

  private boolean allFinished() {
    return cluster.lastCoordinator().desk().ended()
        && states().stream().allMatch(RunState.Finished.class::isInstance);
  }

  private List<RunState> states() {
    return settings.students().stream()
        .map(student -> cluster.lastCoordinator().desk().state(new StudentId(student.name(), 0)))
        .toList();
  }

  boolean needsTeacher(int stage) {
    return settings.stage(stage).needsTeacher();
  }

  boolean isBad(TeacherId teacher) {
    return bad.contains(teacher);
  }

  void died(SimulatedNode node) {
    cluster.died(node);
  }

  /** What a new coordinator is given. */
  RunSetup setup(LongSupplier nanoClock, RunObserver observer) {
    return new RunSetup(
        settings,
        "",
        settings.alone().stream()
            .map(alone -> new StudentSetup(alone, "", () -> disk.latest(idOf(alone))))
            .toList(),
        planners,
        StoredSignals.NONE,
        List.of(observer),
        nanoClock,
        null);
  }

  private static StudentId idOf(RunSettings alone) {
    return new StudentId(alone.student().name(), 0);
  }

  /** The most that may be open when so much may be open for each place where a student is. */
  int widestWindow(int window) {
    return Math.max(window, plan.widestStep()) * scenario.students();
  }

  boolean anyServes(TeacherId teacher, MicroBatchId id, LeaseEpoch epoch) {
    return cluster.processes(teacher).stream().anyMatch(its -> its.serves(id, epoch));
  }

  /** Where each student goes on from what is committed. */
  Map<StudentId, StepId> committed() {
    Map<StudentId, StepId> next = new HashMap<>();
    settings.alone().forEach(alone -> next.put(idOf(alone), disk.latest(idOf(alone)).next()));
    return next;
  }

  /** The students' processes that have died some time ago. */
  List<SimulatedStudent> longDeadStudents() {
    return cluster.longDeadStudents();
  }

  /** The students' processes that are there. */
  Set<String> livingStudents() {
    return cluster.livingStudents();
  }

  /** Whether nobody was started in its place. */
  boolean isCurrent(SimulatedCoordinator coordinator) {
    return coordinator == cluster.lastCoordinator();
  }

  /** Says something to the coordinator of now; one that is gone meanwhile passes it on. */
  void tellCoordinator(SimulatedNode from, Object message, Consumer<SimulatedCoordinator> what) {
    SimulatedCoordinator to = cluster.lastCoordinator();
    network.send(
        from,
        to,
        message,
        () -> {
          SimulatedCoordinator hears = to.alive() ? to : cluster.lastCoordinator();
          hears.run(() -> hears.hear(from, what));
        });
  }
}
