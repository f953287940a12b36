package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.ledger.StepPlanner;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.manifest.Timeline;
import org.docent.coordinator.stage.RunState;
import org.docent.protocol.control.CoordinatorProtocol.HeldSignal;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StudentSettings;
import org.docent.protocol.settings.WorkSettings;
import org.docent.protocol.signal.SignalLocation;
import org.jspecify.annotations.Nullable;

/**
 * A whole run in simulated time: the real desk between simulated workers on a bad network. Teachers
 * and students die and come back, are cut off, and the coordinator itself is replaced by one that
 * knows only the last checkpoint, the run is stopped and resumed. After a while all is calm and the
 * run must finish.
 */
final class RunSimulation implements Outbound {

  /** Why signals of a bad teacher are rejected. */
  static final String BAD = "not finite";

  private static final int STRIKES = 3;

  private static final long CHAOS_MILLIS = 30_000;
  private static final long PATIENCE_MILLIS = 600_000;
  private static final long BEAT_MILLIS = 1_000;
  private static final SignalLocation HERE = new SignalLocation("p", "h", 1);

  final SimulatedNetwork network;
  private final SplittableRandom random;
  private final RunSettings settings;
  private final RunSetup setup;
  private final Timeline timeline;
  private final List<MicroBatchId> planned = new ArrayList<>();
  private final int widestStep;
  private final Map<TeacherId, SimulatedTeacher> teachers = new TreeMap<>();
  private final Map<StudentId, SimulatedStudent> students = new TreeMap<>();
  private final Map<String, List<MicroBatchId>> disk = new HashMap<>();

  private RunDesk desk;
  private final Map<TeacherId, Integer> knownTeachers = new HashMap<>();
  private final Map<StudentId, Integer> knownStudents = new HashMap<>();
  private final Set<String> leases = new HashSet<>();
  private final SimulationInvariants invariants =
      new SimulationInvariants(id -> teacher(id).bad, STRIKES);

  /** Who wants a stop asks until there is one: a coordinator that was replaced forgets it. */
  private boolean stopWanted;

  /** A run of {@code learners} students. */
  RunSimulation(long seed, int learners) {
    this.random = new SplittableRandom(seed);
    this.network = new SimulatedNetwork(random.split());
    int parts = random.nextInt(1, 4);
    BatchSettings batch = new BatchSettings(random.nextInt(1, 3), parts);
    int every = random.nextInt(0, 4);
    WorkSettings work =
        new WorkSettings(
            random.nextInt(1, 9),
            2,
            random.nextInt(1, 100),
            Duration.ofSeconds(4),
            Duration.ofSeconds(1),
            STRIKES,
            Duration.ZERO);
    this.settings =
        TestRuns.run(
            Path.of("run"),
            IntStream.range(0, learners).mapToObj(i -> "s" + i).toList(),
            work,
            TestRuns.stage("dpt", TestRuns.WITH_TEACHER, batch, random.nextInt(1, 8), every),
            TestRuns.grouped(
                TestRuns.stage(
                    "sft", TestRuns.WITHOUT_TEACHER, batch, random.nextInt(1, 5), every)),
            TestRuns.grouped(
                TestRuns.stage("dft", TestRuns.WITH_TEACHER, batch, random.nextInt(1, 8), every)));
    for (StudentSettings student : settings.students()) {
      StudentId id = new StudentId(student.name(), 0);
      students.put(id, new SimulatedStudent(id, this, random.split()));
    }
    this.setup =
        new RunSetup(
            settings,
            "",
            settings.alone().stream()
                .map(alone -> new StudentSetup(alone, "", () -> student(alone).latest))
                .toList(),
            RunSetup.training(settings, List.of(StageSamples.counted(7), measured(5), measured(9))),
            StoredSignals.NONE,
            List.of(invariants),
            () -> network.nowMillis() * 1_000_000,
            null);
    List<Integer> totals = new ArrayList<>();
    int widest = 0;
    for (int stage = 0; stage < 3; stage++) {
      StepPlanner planner = setup.planners().get(stage);
      totals.add(planner.totalSteps());
      for (int step = 0; step < planner.totalSteps(); step++) {
        List<MicroBatchPlan> plan = planner.plan(step).parts();
        plan.forEach(part -> planned.add(part.id()));
        widest = Math.max(widest, plan.size());
      }
    }
    this.widestStep = widest;
    this.timeline = new Timeline(totals);
    this.desk = new RunDesk(setup, this, Integer.MAX_VALUE);
    for (int i = 0; i < random.nextInt(1, 5); i++) {
      TeacherId id = new TeacherId("t" + i);
      boolean bad = i > 0 && random.nextInt(3) == 0;
      teachers.put(id, new SimulatedTeacher(id, bad, this, random.split()));
    }
  }

  private StageSamples measured(int count) {
    return StageSamples.measured(
        random.ints(count, 1, 50).map(words -> random.nextInt(3) == 0 ? -words : words).toArray());
  }

  /** Runs to the end with nothing in its way; returns how many leases were given. */
  int runUndisturbed() {
    network.calm();
    teachers.values().forEach(teacher -> teacher.bad = false);
    run();
    return leases.size();
  }

  /** Micro-batches for which a teacher is needed. */
  int plannedForTeachers() {
    return (int) planned.stream().filter(id -> needsTeacher(id.stage())).count();
  }

  /** Runs to the end and checks what must be true of it. */
  void run() {
    network.after(0, this::beat);
    SplittableRandom moments = random.split();
    network.after(moments.nextInt(1_000), new SimulatedTrouble(this, moments)::strike);
    while (!allFinished() && network.nowMillis() < PATIENCE_MILLIS && network.step()) {
      if (network.nowMillis() > CHAOS_MILLIS && !network.isCalm()) {
        calmDown();
      }
      if (desk.ended() && !allFinished()) {
        students.keySet().forEach(this::checkOutcome);
        resume();
      }
    }
    for (SimulatedStudent student : students.values()) {
      assertThat(desk.state(student.id)).as("outcome").isEqualTo(new RunState.Finished("model"));
      assertThat(student.model).as("everyMicroBatchIsAppliedExactlyOnce").isEqualTo(planned);
    }
  }

  /** Sound teachers too may be late three times in a row on such a network; nothing else fails. */
  private void checkOutcome(StudentId student) {
    if (desk.state(student) instanceof RunState.Failed failed) {
      assertThat(failed.message()).startsWith("no teacher is left: ");
    }
  }

  private boolean allFinished() {
    return desk.ended()
        && students.keySet().stream().allMatch(id -> desk.state(id) instanceof RunState.Finished);
  }

  private SimulatedStudent student(RunSettings alone) {
    return student(new StudentId(alone.student().name(), 0));
  }

  private SimulatedStudent student(StudentId id) {
    return Objects.requireNonNull(students.get(id));
  }

  /** Whether the coordinator that is there now has quarantined that teacher. */
  boolean isQuarantined(TeacherId id) {
    return invariants.isQuarantined(id);
  }

  /** Bad teachers that were quarantined. */
  int badOnesQuarantined() {
    return invariants.badOnesQuarantined();
  }

  void askForStop() {
    stopWanted = true;
    desk.stopRequested("asked");
  }

  private void resume() {
    stopWanted = false;
    students.values().forEach(SimulatedStudent::die);
    replaceCoordinator();
    students.values().forEach(SimulatedStudent::comeBack);
  }

  RunDesk desk() {
    return desk;
  }

  List<SimulatedTeacher> teachers() {
    return List.copyOf(teachers.values());
  }

  List<SimulatedStudent> students() {
    return List.copyOf(students.values());
  }

  /** A student's death is noticed, unless it has come back since. */
  void noticeDeath(SimulatedStudent victim, int incarnation) {
    if (!desk.ended() && knownStudents.getOrDefault(victim.id, -1) == incarnation) {
      desk.studentGone(victim.id, "killed");
    }
  }

  SimulatedTeacher teacher(TeacherId id) {
    return Objects.requireNonNull(teachers.get(id));
  }

  boolean needsTeacher(int stage) {
    return settings.stage(stage).needsTeacher();
  }

  List<MicroBatchId> load(String checkpoint) {
    return Objects.requireNonNull(disk.get(checkpoint), checkpoint);
  }

  String commit(SimulatedStudent student, StepId next, List<MicroBatchId> weights) {
    int done = timeline.globalStep(next);
    String directory = student.id + "/checkpoint-" + done;
    disk.put(directory, List.copyOf(weights));
    if (done >= timeline.globalStep(student.latest.next())) {
      student.latest = new Cursor(timeline.normalise(next), directory);
    }
    return directory;
  }

  /** The weights of a student that is right are what the plan begins with. */
  void checkWeights(List<MicroBatchId> weights) {
    assertThat(weights)
        .as("everyMicroBatchIsAppliedExactlyOnce")
        .isEqualTo(planned.subList(0, weights.size()));
  }

  void tellCoordinator(Runnable delivery) {
    network.send(
        () -> {
          if (!desk.ended()) {
            delivery.run();
            checkWindow();
          }
        });
  }

  void registerTeacher(SimulatedTeacher teacher, int incarnation, List<HeldSignal> held) {
    Integer known = knownTeachers.get(teacher.id);
    if (known != null && incarnation < known) {
      return;
    }
    boolean newcomer = known == null || incarnation > known;
    if (known != null && newcomer) {
      desk.teachers().gone(teacher.id, "it started again");
    }
    knownTeachers.put(teacher.id, incarnation);
    desk.teachers()
        .here(
            new TeacherPresence(teacher.id, HERE, TestRuns.credentials("same", 1), held), newcomer);
  }

  void registerStudent(SimulatedStudent student, int incarnation, @Nullable StepId next) {
    int known = knownStudents.getOrDefault(student.id, -1);
    if (incarnation >= known && desk.awaits(student.id)) {
      knownStudents.put(student.id, incarnation);
      desk.studentAt(student.id, incarnation > known, next);
    }
  }

  @Override
  public void toTeacher(TeacherId id, TeacherProtocol.Command message) {
    SimulatedTeacher teacher = teacher(id);
    if (message instanceof TeacherProtocol.Assign assign) {
      assertThat(leases.add(assign.plan().id() + " " + assign.epoch()))
          .as("epochsNeverRepeat: %s", assign)
          .isTrue();
      assertThat(assign.lease()).as("noLeaseWithoutADeadline").isPositive();
      assertThat(isQuarantined(id)).as("noWorkForTheQuarantined: %s", assign).isFalse();
    }
    int to = teacher.incarnation;
    network.send(
        () -> {
          if (teacher.alive && teacher.connected && teacher.incarnation == to) {
            teacher.on(message);
          }
        });
  }

  @Override
  public void toStudent(StudentId id, StudentProtocol.Command message) {
    SimulatedStudent student = student(id);
    int to = knownStudents.getOrDefault(id, -1);
    network.send(
        () -> {
          if (student.alive && student.incarnation == to) {
            student.on(message);
          }
        });
  }

  private void beat() {
    if (stopWanted) {
      tellCoordinator(this::askForStop);
    }
    teachers.values().forEach(SimulatedTeacher::heartbeat);
    students.values().forEach(SimulatedStudent::heartbeat);
    if (!desk.ended()) {
      desk.teachers().tick();
      checkWindow();
    }
    network.after(BEAT_MILLIS, this::beat);
  }

  private void checkWindow() {
    int window = Math.max(desk.work().window(), widestStep);
    assertThat(desk.work().level().open())
        .as("windowIsNeverExceeded")
        .isLessThanOrEqualTo(window * students.size());
  }

  void replaceCoordinator() {
    desk = new RunDesk(setup, this, Integer.MAX_VALUE);
    knownTeachers.clear();
    knownStudents.clear();
    leases.clear();
    invariants.forgetStrikes();
  }

  private void calmDown() {
    network.calm();
    students.values().forEach(SimulatedStudent::comeBack);
    for (SimulatedTeacher teacher : teachers.values()) {
      teacher.connected = true;
      teacher.comeBack();
      network.after(10_000, () -> desk.teachers().back(teacher.id));
    }
  }
}
