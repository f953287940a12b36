package org.docent.coordinator.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.docent.coordinator.ledger.Pace;
import org.docent.coordinator.ledger.StepPlanner;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.stage.Attendance;
import org.docent.coordinator.stage.RunEvent;
import org.docent.coordinator.stage.RunState;
import org.docent.coordinator.stage.StageOutline;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.WorkerFailed;
import org.docent.protocol.failure.Category;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinator without its actor: the students' courses, ledger and roster put together. Calls
 * go in, messages go to {@link Outbound}, news to the observers; no reference, timer or thread is
 * here, so a simulation can drive exactly what runs. Once the run has ended nothing more is to be
 * called.
 *
 * <p>The students begin together, as soon as all are there, so that teachers compute each
 * micro-batch once. From then on each goes its own way: one that is lost or fails holds up nobody.
 */
public final class RunDesk {

  private static final Logger log = LoggerFactory.getLogger(RunDesk.class);

  /** Leases of one micro-batch that may fail before the run stops. */
  private static final int TRIES = 5;

  private final RunSetup setup;
  private final TeacherRoster roster = new TeacherRoster();
  private final WorkDesk work;
  private final TeacherDesk teachers;
  private final Quorum quorum;
  private final Map<StudentId, StudentCourse> courses = new LinkedHashMap<>();
  private final RunEnding ending;
  private boolean begun;

  public RunDesk(RunSetup setup, Outbound out) {
    this(setup, out, Farewell.AT_ONCE);
  }

  RunDesk(RunSetup setup, Outbound out, Farewell farewell) {
    this(setup, out, farewell, TRIES);
  }

  public RunDesk(RunSetup setup, Outbound out, int tries) {
    this(setup, out, Farewell.AT_ONCE, tries);
  }

  private RunDesk(RunSetup setup, Outbound out, Farewell farewell, int tries) {
    this.setup = setup;
    this.ending = new RunEnding(setup, out, farewell);
    List<StageOutline> outlines = new ArrayList<>();
    for (StepPlanner planner : setup.planners()) {
      int stage = planner.stage();
      String name = setup.settings().stage(stage).name();
      outlines.add(new StageOutline(name, planner.totalSteps(), setup.supply(stage).leasing()));
    }
    Map<StudentId, Cursor> starts = new TreeMap<>();
    setup.students().forEach(student -> starts.put(student.id(), student.start().get()));
    Pace pace =
        new Pace(
            starts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, start -> start.getValue().next())));
    this.work = new WorkDesk(setup, out, roster, pace, tries);
    this.teachers = new TeacherDesk(setup, out, roster, work, this::everybody);
    this.quorum = new Quorum(setup, List.copyOf(outlines), roster);
    for (StudentSetup student : setup.students()) {
      Cursor start = starts.getOrDefault(student.id(), Cursor.BEGINNING);
      courses.put(
          student.id(),
          new StudentCourse(setup, student, start, outlines, new StudentCourse.Desk(out, work)));
      if (course(student.id()).orElseThrow().ended()) {
        work.studentDone(student.id());
      }
    }
    quorum.look(courses.values());
  }

  /** Where a student's course stands. */
  public RunState state(StudentId student) {
    return course(student).orElseThrow().state();
  }

  /** Whether the run is over and everybody was told. */
  public boolean ended() {
    return ending.over();
  }

  public WorkDesk work() {
    return work;
  }

  TeacherRoster roster() {
    return roster;
  }

  /** Each student's way, in the order of the configuration. */
  List<StudentCourse> courses() {
    return List.copyOf(courses.values());
  }

  /** Whom the run waits for. */
  Awaited awaited() {
    return quorum.said();
  }

  public TeacherDesk teachers() {
    return teachers;
  }

  /** Whether a student's part has ended and that is being remembered. */
  boolean remembersEndOf(StudentId student) {
    return ending.remembersEndOf(student);
  }

  /** Whether the run has a student of that name whose course is not over. */
  public boolean awaits(StudentId student) {
    if (course(student).isEmpty()) {
      log.warn("student {} is sent home: the run's students are {}", student, courses.keySet());
    }
    return course(student).filter(course -> !course.ended()).isPresent();
  }

  /** Whether that student's course has ended, and that is remembered. */
  boolean isOver(StudentId student) {
    return !ending.remembersEndOf(student)
        && course(student).filter(StudentCourse::ended).isPresent();
  }

  /**
   * A student says where it is.
   *
   * @param newcomer whether it is the first time, or a student that started again
   * @param next the step it wants, null when it has no weights
   */
  public void studentAt(StudentId student, boolean newcomer, @Nullable StepId next) {
    course(student)
        .ifPresent(
            course -> {
              course.comes(newcomer, next);
              if (newcomer && next == null) {
                course.unheardCommit().ifPresent(event -> advance(course, event));
              }
              boolean begins = !begun && (next != null || missing().isEmpty());
              begun |= begins;
              if (begins && next != null) {
                work.gathering.begin();
              }
              advance(course, new RunEvent.StudentAt(next));
              if (begins) {
                others(course).forEach(other -> advance(other, new RunEvent.AttendanceChanged()));
              }
              work.repeatSignals(student);
            });
  }

  /** A student cannot be reached for now: nobody waits for it. */
  public void studentAway(StudentId student) {
    course(student)
        .filter(course -> !course.ended())
        .ifPresent(
            course -> {
              log.warn("student {} is unreachable", student);
              work.studentLost(student);
              work.pump();
            });
  }

  /** A student has left for good. */
  public void studentGone(StudentId student, String reason) {
    course(student)
        .filter(course -> !course.ended())
        .ifPresent(
            course -> {
              course.leaves(reason);
              advance(course, new RunEvent.StudentLost());
            });
  }

  public void stepDone(CoordinatorProtocol.StepDone done) {
    course(done.student())
        .ifPresent(course -> course.stepDone(done).ifPresent(event -> advance(course, event)));
  }

  /** Time has passed. */
  void tick() {
    teachers.tick();
    courses.values().forEach(StudentCourse::acknowledge);
  }

  public void checkpointCommitted(StudentId student, StepId next, String directory) {
    course(student)
        .flatMap(course -> course.committed(next, directory).map(event -> Map.entry(course, event)))
        .ifPresent(news -> advance(news.getKey(), news.getValue()));
  }

  public void checkpointFailed(StudentId student, StepId next, String reason) {
    course(student).ifPresent(course -> advance(course, course.notCommitted(next, reason)));
  }

  public void modelSaved(StudentId student, String directory) {
    course(student)
        .ifPresent(
            course -> course.modelSaved(directory).ifPresent(event -> advance(course, event)));
  }

  public void stopRequested(String reason) {
    everybody(new RunEvent.StopRequested(reason));
  }

  /** What a student cannot go on from stops that student; what a teacher cannot, the run. */
  public void workerFailed(WorkerFailed failure) {
    String message = failure.worker() + ": " + failure.message();
    RunEvent event = new RunEvent.FailureReported(message);
    boolean goesOn = courses.values().stream().noneMatch(course -> course.failsTooOften(failure));
    if (failure.category() == Category.RETRY && goesOn) {
      log.warn("worker {} failed and starts again: {}", failure.worker(), failure.message());
      setup.tell(o -> o.workerFailed(failure.worker(), failure.message()));
    } else {
      courses.values().stream()
          .filter(course -> course.id().toString().equals(failure.worker()))
          .findFirst()
          .ifPresentOrElse(course -> fail(course, event, message), () -> everybody(event));
    }
  }

  private void fail(StudentCourse course, RunEvent event, String message) {
    if (courses.size() > 1 && !course.ended()) {
      log.error("student {} stops, the others go on: {}", course.id(), message);
      setup.tell(o -> o.studentFailed(course.id(), message));
    }
    advance(course, event);
  }

  private List<StudentId> missing() {
    return courses.values().stream()
        .filter(course -> !course.here() && !course.ended())
        .map(StudentCourse::id)
        .toList();
  }

  private List<StudentCourse> others(StudentCourse than) {
    return courses.values().stream().filter(course -> course != than).toList();
  }

  private void everybody(RunEvent event) {
    courses.values().forEach(course -> course.on(event, attendance(course)));
    moveOn();
  }

  private void advance(StudentCourse course, RunEvent event) {
    course.on(event, attendance(course));
    moveOn();
  }

  private void moveOn() {
    work.pump();
    quorum.look(courses.values());
    endWithTheLast();
  }

  private Attendance attendance(StudentCourse course) {
    return new Attendance(begun && course.here(), quorum.teachersAreThere());
  }

  private Optional<StudentCourse> course(StudentId student) {
    return Optional.ofNullable(courses.get(student));
  }

  private void endWithTheLast() {
    ending.look(courses.values(), work::end, roster);
  }
}
