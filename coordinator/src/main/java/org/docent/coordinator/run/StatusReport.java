package org.docent.coordinator.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.docent.coordinator.ledger.TeacherSignal;
import org.docent.coordinator.ledger.WorkLedger;
import org.docent.coordinator.manifest.Timeline;
import org.docent.coordinator.run.TeacherRoster.Teacher;
import org.docent.coordinator.stage.RunState;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.status.NodeStatus;
import org.docent.protocol.status.RunPhase;
import org.docent.protocol.status.RunStatus;
import org.docent.protocol.status.StudentStatus;
import org.docent.protocol.status.TeacherState;
import org.docent.protocol.status.TeacherStatus;

/** Puts together where a run stands: what the desks know, and what the board noted down. */
final class StatusReport {

  private final RunSetup setup;
  private final RunDesk desk;
  private final StatusBoard board;

  StatusReport(RunSetup setup, RunDesk desk, StatusBoard board) {
    this.setup = setup;
    this.desk = desk;
    this.board = board;
  }

  /**
   * The run now.
   *
   * @param nodes the members of the cluster
   */
  RunStatus of(List<NodeStatus> nodes) {
    Awaited awaited = desk.awaited();
    String waiting = awaited.anybody() && !desk.ended() ? awaited.sentence() : null;
    return new RunStatus(
        setup.settings().id(),
        setup.settings().outputDir().toString(),
        phase(),
        board.outcome().orElse(waiting),
        desk.courses().stream().map(this::student).toList(),
        teachers(),
        nodes);
  }

  /** What most of the run is at: training as long as any student trains. */
  private RunPhase phase() {
    List<RunPhase> phases =
        desk.courses().stream().map(course -> phase(course.state())).distinct().toList();
    if (phases.size() == 1) {
      return phases.get(0);
    }
    return desk.courses().stream()
        .filter(course -> !course.ended())
        .map(course -> phase(course.state()))
        .filter(phase -> phase != RunPhase.WAITING)
        .findFirst()
        .orElse(desk.ended() ? RunPhase.FAILED : RunPhase.WAITING);
  }

  private static RunPhase phase(RunState state) {
    if (state instanceof RunState.Waiting) {
      return RunPhase.WAITING;
    } else if (state instanceof RunState.Running) {
      return RunPhase.TRAINING;
    } else if (state instanceof RunState.Saving) {
      return RunPhase.SAVING;
    } else if (state instanceof RunState.Finishing) {
      return RunPhase.FINISHING;
    } else if (state instanceof RunState.Stopping) {
      return RunPhase.STOPPING;
    } else if (state instanceof RunState.Finished) {
      return RunPhase.FINISHED;
    }
    return state instanceof RunState.Stopped ? RunPhase.STOPPED : RunPhase.FAILED;
  }

  private StudentStatus student(StudentCourse course) {
    Timeline timeline = course.timeline();
    StepId next = course.next();
    boolean inStage = next.stage() < timeline.stages();
    int done = timeline.globalStep(next);
    int all = timeline.globalStep(timeline.end());
    return new StudentStatus(
        course.id(),
        phase(course.state()),
        course.here(),
        inStage ? setup.settings().stage(next.stage()).name() : null,
        inStage ? next.step() : 0,
        inStage ? timeline.totalSteps(next.stage()) : 0,
        done,
        all,
        board.rate(course.id()),
        board.secondsPerStep(course.id()).map(each -> lasting(each * (all - done))).orElse(null),
        board.loss(course.id()).filter(Double::isFinite).map(Double::floatValue).orElse(null),
        board
            .checkpoint(course.id())
            .or(() -> CoursePlace.checkpoint(course.state()))
            .orElse(null));
  }

  private static Duration lasting(double seconds) {
    return Duration.ofSeconds(Math.round(seconds));
  }

  private List<TeacherStatus> teachers() {
    var signals =
        desk.work().fromEach(WorkLedger::ready).stream()
            .collect(Collectors.groupingBy(TeacherSignal::teacher, Collectors.counting()));
    Function<TeacherId, Integer> held = id -> signals.getOrDefault(id, 0L).intValue();
    List<TeacherStatus> statuses = new ArrayList<>();
    for (TeacherId id : desk.roster().all()) {
      Teacher teacher = desk.roster().get(id);
      if (teacher != null) {
        statuses.add(
            new TeacherStatus(id, state(teacher), leases(id), held.apply(id), board.rate(id)));
      }
    }
    board.sentHome().entrySet().stream()
        .filter(gone -> desk.roster().get(gone.getKey()) == null)
        .map(gone -> new TeacherStatus(gone.getKey(), gone.getValue(), 0, 0, 0))
        .forEach(statuses::add);
    return statuses;
  }

  private int leases(TeacherId id) {
    return desk.work().fromEach(ledger -> List.of(ledger.leasedTo(id))).stream()
        .mapToInt(Integer::intValue)
        .sum();
  }

  private static TeacherState state(Teacher teacher) {
    if (!teacher.reachable()) {
      return TeacherState.UNREACHABLE;
    } else if (teacher.draining()) {
      return TeacherState.DRAINING;
    }
    return teacher.admitted() ? TeacherState.ADMITTED : TeacherState.JOINED;
  }
}
