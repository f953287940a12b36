package org.docent.coordinator.run;

import java.util.ArrayList;
import java.util.List;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.PlanShape;
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
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinator without its actor: stage machine, ledger and roster put together. Calls go in,
 * messages go to {@link Outbound}, news to the observers; no reference, timer or thread is here, so
 * a simulation can drive exactly what runs. Once the run has ended nothing more is to be called.
 */
final class RunDesk {

  private static final Logger log = LoggerFactory.getLogger(RunDesk.class);

  /** Leases of one micro-batch that may fail before the run stops. */
  private static final int TRIES = 5;

  private final RunSetup setup;
  private final Outbound out;
  private final TeacherRoster roster = new TeacherRoster();
  private final WorkDesk work;
  private final TeacherDesk teachers;
  private final List<BatchPlanner> planners = new ArrayList<>();
  private final Timeline timeline;
  private final StageMachine machine;
  private RunState state;
  private @Nullable Cursor lastCommit;
  private boolean studentHere;

  RunDesk(RunSetup setup, Outbound out) {
    this(setup, out, TRIES);
  }

  RunDesk(RunSetup setup, Outbound out, int tries) {
    this.setup = setup;
    this.out = out;
    this.work = new WorkDesk(setup, out, roster, tries);
    this.teachers = new TeacherDesk(setup, out, roster, work, this::advance);
    List<StageOutline> outlines = new ArrayList<>();
    for (int stage = 0; stage < setup.settings().stages().size(); stage++) {
      StageSettings settings = setup.settings().stage(stage);
      BatchPlanner planner =
          new BatchPlanner(PlanShape.of(setup.settings(), stage, setup.samples().get(stage)));
      planners.add(planner);
      outlines.add(
          new StageOutline(settings.name(), planner.totalSteps(), settings.needsTeacher()));
    }
    this.timeline = new Timeline(planners.stream().map(BatchPlanner::totalSteps).toList());
    this.machine = new StageMachine(outlines);
    this.state = machine.start(setup.start().get());
  }

  RunState state() {
    return state;
  }

  /** Whether the run is over. */
  boolean ended() {
    return state.ended();
  }

  WorkDesk work() {
    return work;
  }

  TeacherDesk teachers() {
    return teachers;
  }

  /**
   * The student says where it is.
   *
   * @param newcomer whether it is the first time, or a student that started again
   * @param next the step it wants, null when it has no weights
   */
  void studentAt(StudentId student, boolean newcomer, @Nullable StepId next) {
    studentHere = true;
    if (newcomer || next == null) { // said again until it has weights: a welcome may be lost
      RunSettings settings = setup.settings();
      out.toStudent(
          new StudentProtocol.Welcome(
              settings.id(), setup.configuration(), settings.outputDir().toString()));
    }
    if (newcomer) {
      log.info("student {} joined at {}", student, next);
      setup.tell(o -> o.studentJoined(student.toString()));
    }
    work.forgetSentPlans();
    advance(new RunEvent.StudentAt(next));
    work.repeatSignals();
  }

  void studentGone(StudentId student, String reason) {
    studentHere = false;
    log.warn("student {} lost: {}", student, reason);
    setup.tell(o -> o.studentLost(student.toString(), reason));
    advance(new RunEvent.StudentLost());
  }

  void stepDone(CoordinatorProtocol.StepDone done) {
    boolean training = state instanceof RunState.Running || state instanceof RunState.Stopping;
    if (training && done.step().equals(work.next())) {
      AppliedStep applied =
          new AppliedStep(
              done.student(),
              done.step(),
              setup.settings().stage(done.step().stage()).name(),
              timeline.globalStep(done.step().next()),
              done.report());
      setup.tell(o -> o.stepDone(applied));
      advance(new RunEvent.StepApplied(done.step()));
    }
  }

  void checkpointCommitted(StepId next, String directory) {
    Cursor commit = new Cursor(timeline.normalise(next), directory);
    if (!commit.equals(lastCommit)) {
      lastCommit = commit;
      int globalStep = timeline.globalStep(next);
      log.info("checkpoint of step {} committed: {}", globalStep, directory);
      setup.tell(o -> o.checkpointCommitted(commit.next(), globalStep, directory));
    }
    advance(new RunEvent.Committed(commit.next(), directory));
  }

  void modelSaved(String directory) {
    if (state instanceof RunState.Finishing) {
      setup.tell(o -> o.modelSaved(directory));
      advance(new RunEvent.ModelSaved(directory));
    }
  }

  void stopRequested(String reason) {
    advance(new RunEvent.StopRequested(reason));
  }

  private void advance(RunEvent event) {
    if (state.ended()) {
      return;
    }
    Transition transition =
        machine.on(state, event, new Attendance(studentHere, roster.anyReachable()));
    state = transition.next();
    follow();
    transition.effects().forEach(this::perform);
    work.pump();
  }

  /** Brings the ledger to where the state says the student is. */
  private void follow() {
    if (state instanceof RunState.Running running) {
      follow(running.next());
    } else if (state instanceof RunState.Saving saving) {
      follow(new StepId(saving.stage(), timeline.totalSteps(saving.stage())));
    } else if (state instanceof RunState.Stopping stopping) {
      follow(stopping.next());
    }
  }

  private void follow(StepId next) {
    StepId before = work.next();
    if (before == null || before.stage() != next.stage()) {
      work.begin(planners.get(next.stage()), next.step());
      String name = setup.settings().stage(next.stage()).name();
      int total = timeline.totalSteps(next.stage());
      log.info("stage={} begins with step {} of {}", name, next.step() + 1, total);
      setup.tell(o -> o.stageBegun(name, total, next, timeline.globalStep(next)));
    } else if (!before.equals(next)) {
      work.moveTo(next.step());
      if (next.compareTo(before) < 0) {
        log.warn("student goes back from step {} to {}", before, next);
        setup.tell(o -> o.rewound(next, timeline.globalStep(next)));
      }
    }
  }

  private void perform(Effect effect) {
    if (effect instanceof Effect.BeginStage begin) {
      out.toStudent(new StudentProtocol.BeginStage(startAt(begin.at()), begin.checkpoint()));
    } else if (effect instanceof Effect.AskForCheckpoint) {
      out.toStudent(StudentProtocol.CheckpointAndStop.INSTANCE);
    } else if (effect instanceof Effect.AskForModel) {
      out.toStudent(StudentProtocol.SaveModel.INSTANCE);
    } else if (effect instanceof Effect.EndRun end) {
      endRun(end.outcome());
    }
  }

  private StageStart startAt(StepId at) {
    int priorSteps = timeline.globalStep(new StepId(at.stage(), 0));
    return new StageStart(at.stage(), at.step(), timeline.totalSteps(at.stage()), priorSteps);
  }

  private void endRun(RunState outcome) {
    work.end();
    out.toStudent(StudentProtocol.Stop.INSTANCE);
    roster.all().forEach(teacher -> out.toTeacher(teacher, TeacherProtocol.Drain.INSTANCE));
    if (outcome instanceof RunState.Failed failed) {
      log.debug("run failed: {}", failed.message()); // the one who started it says so
      setup.tell(o -> o.failed(failed.message()));
    } else if (outcome instanceof RunState.Stopped stopped) {
      log.info("run stopped: {}", stopped.reason());
      setup.tell(o -> o.stopped(stopped.reason()));
    } else {
      log.info("run finished");
      setup.tell(RunObserver::finished);
    }
  }
}
