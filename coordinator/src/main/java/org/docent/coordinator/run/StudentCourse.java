package org.docent.coordinator.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.manifest.Timeline;
import org.docent.coordinator.stage.Attendance;
import org.docent.coordinator.stage.Effect;
import org.docent.coordinator.stage.RunEvent;
import org.docent.coordinator.stage.RunState;
import org.docent.coordinator.stage.StageMachine;
import org.docent.coordinator.stage.StageOutline;
import org.docent.coordinator.stage.Transition;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.settings.RunSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One student's way through the stages: its stage machine, and what the transitions mean for its
 * trainer, the work desk and the observers. Several go on side by side, each at its own step.
 */
final class StudentCourse {

  private static final Logger log = LoggerFactory.getLogger(StudentCourse.class);

  /** Failures of the student with no step between them after which its course has failed. */
  private static final int FAILURES = 5;

  private final RunSetup setup;
  private final StudentSetup student;
  private final Outbound out;
  private final WorkDesk work;
  private final Timeline timeline;
  private final StageMachine machine;
  private RunState state;
  private @Nullable StepId at;
  private Cursor lastCommit;
  private RunEvent.@Nullable NotCommitted lastFailure;
  private final StepNews news;
  private boolean afresh = true;
  private boolean here;
  private int failures;

  StudentCourse(
      RunSetup setup, StudentSetup student, Cursor start, List<StageOutline> stages, Desk desk) {
    this.setup = setup;
    this.student = student;
    this.out = desk.out();
    this.work = desk.work();
    this.timeline = new Timeline(stages.stream().map(StageOutline::totalSteps).toList());
    this.machine = new StageMachine(stages);
    this.lastCommit = start;
    this.state = student.end().get().map(StudentCourse::ended).orElse(machine.start(start));
    int committed = timeline.globalStep(timeline.normalise(start.next()));
    this.news = new StepNews(setup, student, timeline, committed);
  }

  private static RunState ended(RunOutcome outcome) {
    if (outcome instanceof RunOutcome.Finished finished) {
      return new RunState.Finished(String.join(", ", finished.modelDirectories()));
    }
    return outcome instanceof RunOutcome.Failed failed
        ? new RunState.Failed(failed.message())
        : new RunState.Stopped("stopped", Cursor.BEGINNING);
  }

  /** Where a course's messages and wishes go. */
  record Desk(Outbound out, WorkDesk work) {}

  StudentId id() {
    return student.id();
  }

  RunState state() {
    return state;
  }

  boolean ended() {
    return state.ended();
  }

  Timeline timeline() {
    return timeline;
  }

  /** The step it takes next, or waits to take; one past the last stage when all are done. */
  StepId next() {
    return CoursePlace.next(state, timeline, at);
  }

  /** Whether the student is there. */
  boolean here() {
    return here;
  }

  /** Whether the student was seen to have weights. */
  boolean begun() {
    return at != null;
  }

  /**
   * The student says that it is here.
   *
   * @param newcomer whether it is the first time, or a student that started again
   * @param next the step it wants, null when it has no weights
   */
  void comes(boolean newcomer, @Nullable StepId next) {
    here = true;
    news.announced(newcomer);
    work.studentHere(id());
    if (newcomer || next == null) { // said again until it has weights: a welcome may be lost
      RunSettings run = student.run();
      tell(
          new StudentProtocol.Welcome(
              run.id(), student.configuration(), run.outputDir().toString()));
    }
    afresh = next == null;
    if (newcomer) {
      log.info("student {} joined{}", id(), next == null ? "" : " with weights before " + next);
      setup.tell(o -> o.studentJoined(id()));
    }
    work.forgetSentPlans(id());
  }

  void leaves(String reason) {
    here = false;
    work.studentLost(id());
    log.warn("student {} lost: {}", id(), reason);
    setup.tell(o -> o.studentLost(id(), reason));
  }

  /**
   * What a step's end means for the course; nothing when it is not the step in hand. One before it
   * is news to observers if the coordinator that heard of it is no more.
   */
  Optional<RunEvent> stepDone(CoordinatorProtocol.StepDone done) {
    if (at == null || done.step().compareTo(at) > 0) {
      return Optional.empty();
    }
    if (news.hears(done)) {
      failures = 0;
    }
    boolean training = state instanceof RunState.Running || state instanceof RunState.Stopping;
    return training && done.step().equals(at)
        ? Optional.of(new RunEvent.StepApplied(done.step()))
        : Optional.empty();
  }

  /** Has the student forget the reports that are on record, if there are more than before. */
  void acknowledge() {
    if (here) {
      news.acknowledge()
          .ifPresent(
              recorded -> tell(new StudentProtocol.StepsRecorded(timeline.nextAfter(recorded))));
    }
  }

  /** Counts a failure, if it is this student's; whether it fails without ever taking a step. */
  boolean failsTooOften(CoordinatorProtocol.WorkerFailed failure) {
    if (!id().toString().equals(failure.worker())) {
      return false;
    }
    failures++;
    return failures >= FAILURES;
  }

  /**
   * For a student that begins anew: a newer commit of which no word has come; those before it may
   * be deleted. While the one before is still there and steps between the two were never heard of,
   * it is rather gone back: they are taken again and told.
   */
  Optional<RunEvent> unheardCommit() {
    Cursor newest = student.start().get();
    String directory = newest.checkpoint();
    boolean unheard = directory != null && newest.next().compareTo(lastCommit.next()) > 0;
    boolean taken = unheard && !(news.lacks(newest.next()) && isThere(lastCommit));
    // Who took the steps before is no more: what was not heard of them never will be.
    news.goesOnWith(taken ? newest.next() : lastCommit.next(), /* afresh= */ true);
    return taken && directory != null ? committed(newest.next(), directory) : Optional.empty();
  }

  private static boolean isThere(Cursor commit) {
    return commit.checkpoint() == null || Files.isDirectory(Path.of(commit.checkpoint()));
  }

  /** What a checkpoint means; a student that is to stop says it again until all is on record. */
  Optional<RunEvent> committed(StepId next, String directory) {
    Cursor commit = new Cursor(timeline.normalise(next), directory);
    if (!commit.equals(lastCommit)) {
      lastCommit = commit;
      int globalStep = timeline.globalStep(next);
      log.info("checkpoint of step {} of {} committed: {}", globalStep, id(), directory);
      setup.tell(o -> o.checkpointCommitted(id(), commit.next(), globalStep, directory));
    }
    return state instanceof RunState.Stopping && news.lacks(next)
        ? Optional.empty()
        : Optional.of(new RunEvent.Committed(commit.next(), directory));
  }

  RunEvent notCommitted(StepId next, String reason) {
    RunEvent.NotCommitted failure = new RunEvent.NotCommitted(timeline.normalise(next), reason);
    if (!failure.equals(lastFailure)) {
      lastFailure = failure;
      int globalStep = timeline.globalStep(next);
      log.error("checkpoint of step {} of {} failed: {}", globalStep, id(), reason);
      setup.tell(o -> o.checkpointFailed(id(), failure.next(), globalStep, reason));
    }
    return failure;
  }

  Optional<RunEvent> modelSaved(String directory) {
    if (!(state instanceof RunState.Finishing) || news.lacks(timeline.last())) {
      return Optional.empty();
    }
    setup.tell(o -> o.modelSaved(id(), directory));
    return Optional.of(new RunEvent.ModelSaved(directory));
  }

  /** Moves on. */
  void on(RunEvent event, Attendance attendance) {
    if (state.ended()) {
      return;
    }
    Transition transition = machine.on(state, event, attendance);
    state = transition.next();
    follow();
    transition.effects().forEach(this::perform);
  }

  /** Brings the work to where the state says the student is. */
  private void follow() {
    if (state instanceof RunState.Running running) {
      follow(running.next());
    } else if (state instanceof RunState.Saving saving) {
      follow(new StepId(saving.stage(), timeline.totalSteps(saving.stage())));
    } else if (state instanceof RunState.Stopping stopping) {
      follow(stopping.next());
    } else if (state instanceof RunState.Finishing && at == null) {
      at = timeline.last();
      news.goesOnWith(at, afresh);
    } else if (state instanceof RunState.Finishing) {
      at = timeline.last(); // it may be committed before its steps are heard of
    }
  }

  private void follow(StepId next) {
    StepId before = at;
    at = next;
    if (before == null || next.compareTo(before) < 0) {
      news.goesOnWith(next, afresh);
    }
    if (before == null || before.stage() != next.stage()) {
      String name = student.run().stage(next.stage()).name();
      int total = timeline.totalSteps(next.stage());
      log.info("stage={} of {} begins with step {} of {}", name, id(), next.step() + 1, total);
      setup.tell(o -> o.stageBegun(id(), name, total, next, timeline.globalStep(next)));
    } else if (next.compareTo(before) < 0) {
      log.warn("student {} goes back from step {} to {}", id(), before, next);
      setup.tell(o -> o.rewound(id(), next, timeline.globalStep(next)));
    }
    work.follow(id(), next);
  }

  private void perform(Effect effect) {
    if (effect instanceof Effect.BeginStage begin) {
      tell(new StudentProtocol.BeginStage(startAt(begin.at()), begin.checkpoint()));
    } else if (effect instanceof Effect.AskForCheckpoint) {
      tell(StudentProtocol.CheckpointAndStop.INSTANCE);
    } else if (effect instanceof Effect.AskForModel) {
      tell(StudentProtocol.SaveModel.INSTANCE);
    } else if (effect instanceof Effect.EndRun) {
      work.studentDone(id()); // it is told so once that is remembered
    }
  }

  private StageStart startAt(StepId step) {
    int priorSteps = timeline.globalStep(new StepId(step.stage(), 0));
    return new StageStart(step.stage(), step.step(), timeline.totalSteps(step.stage()), priorSteps);
  }

  private void tell(StudentProtocol.Command message) {
    out.toStudent(id(), message);
  }
}
