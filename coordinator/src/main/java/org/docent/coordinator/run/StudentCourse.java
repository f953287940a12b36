package org.docent.coordinator.run;

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

  private final RunSetup setup;
  private final StudentSetup student;
  private final Outbound out;
  private final WorkDesk work;
  private final Timeline timeline;
  private final StageMachine machine;
  private RunState state;
  private @Nullable StepId at;
  private @Nullable Cursor lastCommit;
  private boolean here;

  StudentCourse(
      RunSetup setup, StudentSetup student, Cursor start, List<StageOutline> stages, Desk desk) {
    this.setup = setup;
    this.student = student;
    this.out = desk.out();
    this.work = desk.work();
    this.timeline = new Timeline(stages.stream().map(StageOutline::totalSteps).toList());
    this.machine = new StageMachine(stages);
    this.state = machine.start(start);
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
    if (state instanceof RunState.Waiting waiting) {
      return waiting.committed().next();
    } else if (state instanceof RunState.Stopped stopped) {
      return stopped.committed().next();
    } else if (state instanceof RunState.Finishing || state instanceof RunState.Finished) {
      return timeline.end();
    }
    return at == null ? timeline.nextAfter(0) : at;
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
    work.studentHere(id());
    if (newcomer || next == null) { // said again until it has weights: a welcome may be lost
      RunSettings run = student.run();
      tell(
          new StudentProtocol.Welcome(
              run.id(), student.configuration(), run.outputDir().toString()));
    }
    if (newcomer) {
      log.info("student {} joined at {}", id(), next);
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

  /** What a step's end means for the course; nothing when it is not the step in hand. */
  Optional<RunEvent> stepDone(CoordinatorProtocol.StepDone done) {
    boolean training = state instanceof RunState.Running || state instanceof RunState.Stopping;
    if (!training || !done.step().equals(at)) {
      return Optional.empty();
    }
    AppliedStep applied =
        new AppliedStep(
            id(),
            done.step(),
            student.run().stage(done.step().stage()).name(),
            timeline.globalStep(done.step().next()),
            done.report());
    setup.tell(o -> o.stepDone(applied));
    return Optional.of(new RunEvent.StepApplied(done.step()));
  }

  RunEvent committed(StepId next, String directory) {
    Cursor commit = new Cursor(timeline.normalise(next), directory);
    if (!commit.equals(lastCommit)) {
      lastCommit = commit;
      int globalStep = timeline.globalStep(next);
      log.info("checkpoint of step {} of {} committed: {}", globalStep, id(), directory);
      setup.tell(o -> o.checkpointCommitted(id(), commit.next(), globalStep, directory));
    }
    return new RunEvent.Committed(commit.next(), directory);
  }

  Optional<RunEvent> modelSaved(String directory) {
    if (!(state instanceof RunState.Finishing)) {
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
    }
  }

  private void follow(StepId next) {
    StepId before = at;
    at = next;
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
      work.studentDone(id());
      tell(StudentProtocol.Stop.INSTANCE);
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
