package org.docent.coordinator.run;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.docent.coordinator.stage.RunState;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How students and run end: what is remembered of it, and who is told. */
final class RunEnding {

  private static final Logger log = LoggerFactory.getLogger(RunEnding.class);

  private final RunSetup setup;
  private final Outbound out;
  private final Farewell farewell;
  private final Set<StudentId> seen = new HashSet<>();
  private final Set<StudentId> gone = new HashSet<>();
  private boolean begun;
  private boolean over;

  RunEnding(RunSetup setup, Outbound out, Farewell farewell) {
    this.setup = setup;
    this.out = out;
    this.farewell = farewell;
  }

  /** Whether everybody was told. */
  boolean over() {
    return over;
  }

  /** Whether a student's part has ended and that is being remembered. */
  boolean remembersEndOf(StudentId student) {
    return seen.contains(student) && !gone.contains(student);
  }

  /** Sees to the courses that have ended since the last call. */
  void look(Collection<StudentCourse> courses, Runnable clearWork, TeacherRoster teachers) {
    List<StudentCourse> ended = courses.stream().filter(StudentCourse::ended).toList();
    boolean last = !begun && ended.size() == courses.size();
    List<StudentId> news =
        ended.stream().map(StudentCourse::id).filter(id -> !seen.contains(id)).toList();
    seen.addAll(news);
    if (last) {
      begun = true;
      clearWork.run();
      RunOutcome outcome = outcome(ended.stream().map(StudentCourse::state).toList());
      farewell.after(
          null,
          outcome,
          () -> {
            over = true;
            news.forEach(this::letGo);
            drain(teachers.all());
            tell(outcome);
          });
    } else {
      for (StudentCourse course : ended) {
        if (news.contains(course.id())) {
          farewell.after(course.id(), outcome(List.of(course.state())), () -> letGo(course.id()));
        }
      }
    }
  }

  private void letGo(StudentId student) {
    gone.add(student);
    out.toStudent(student, StudentProtocol.Stop.INSTANCE);
  }

  private void drain(Collection<TeacherId> teachers) {
    teachers.forEach(teacher -> out.toTeacher(teacher, TeacherProtocol.Drain.INSTANCE));
  }

  private static RunOutcome outcome(List<RunState> ends) {
    String failures =
        ends.stream()
            .filter(RunState.Failed.class::isInstance)
            .map(end -> ((RunState.Failed) end).message())
            .distinct()
            .collect(Collectors.joining("; "));
    Optional<RunState.Stopped> stopped =
        ends.stream()
            .filter(RunState.Stopped.class::isInstance)
            .map(RunState.Stopped.class::cast)
            .findFirst();
    if (!failures.isEmpty()) {
      return new RunOutcome.Failed(failures);
    }
    return stopped.isPresent()
        ? new RunOutcome.Stopped(stopped.get().reason())
        : new RunOutcome.Finished(
            ends.stream().map(end -> ((RunState.Finished) end).modelDirectory()).toList());
  }

  private void tell(RunOutcome outcome) {
    if (outcome instanceof RunOutcome.Failed failed) {
      log.debug("run failed: {}", failed.message()); // the one who started it says so
      setup.tell(o -> o.failed(failed.message()));
    } else if (outcome instanceof RunOutcome.Stopped stopped) {
      log.info("run stopped: {}", stopped.reason());
      setup.tell(o -> o.stopped(stopped.reason()));
    } else {
      log.info("run finished");
      setup.tell(RunObserver::finished);
    }
  }
}
