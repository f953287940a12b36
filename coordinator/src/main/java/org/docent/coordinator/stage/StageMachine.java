package org.docent.coordinator.stage;

import java.util.List;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.manifest.Timeline;
import org.docent.coordinator.stage.Effect.AskForCheckpoint;
import org.docent.coordinator.stage.Effect.AskForModel;
import org.docent.coordinator.stage.Effect.BeginStage;
import org.docent.coordinator.stage.Effect.EndRun;
import org.docent.coordinator.stage.RunEvent.Committed;
import org.docent.coordinator.stage.RunEvent.FailureReported;
import org.docent.coordinator.stage.RunEvent.ModelSaved;
import org.docent.coordinator.stage.RunEvent.NotCommitted;
import org.docent.coordinator.stage.RunEvent.StepApplied;
import org.docent.coordinator.stage.RunEvent.StopRequested;
import org.docent.coordinator.stage.RunEvent.StudentAt;
import org.docent.coordinator.stage.RunEvent.StudentLost;
import org.docent.coordinator.stage.RunState.Failed;
import org.docent.coordinator.stage.RunState.Finished;
import org.docent.coordinator.stage.RunState.Finishing;
import org.docent.coordinator.stage.RunState.Running;
import org.docent.coordinator.stage.RunState.Saving;
import org.docent.coordinator.stage.RunState.Stopped;
import org.docent.coordinator.stage.RunState.Stopping;
import org.docent.coordinator.stage.RunState.Waiting;
import org.docent.protocol.id.StepId;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a run moves on. Pure: same state, event and attendance, same answer; {@code run}
 * performs the effects.
 *
 * <pre>
 *   WAITING   --quorum reached-->            RUNNING(next)
 *   RUNNING   --stage's last step-->         SAVING          (a checkpoint is the barrier between stages)
 *   SAVING    --checkpoint committed-->      RUNNING(next stage) | WAITING for its teacher | FINISHING
 *   FINISHING --model saved-->               FINISHED
 *   RUNNING | SAVING --student starts afresh--> RUNNING(last committed)
 *   RUNNING | SAVING --stop requested-->     STOPPING --all is committed or cannot be, student lost--> STOPPED
 *   WAITING | FINISHING --stop requested-->  STOPPED
 *   any       --STOP_RUN failure-->          FAILED
 * </pre>
 *
 * The student holds the weights, so it is believed about its own step as long as that lies in the
 * stage and not before the last checkpoint; otherwise it is sent to that checkpoint. A student that
 * has weights is therefore only ever sent forwards.
 */
public final class StageMachine {

  private final List<StageOutline> stages;
  private final Timeline timeline;

  public StageMachine(List<StageOutline> stages) {
    this.stages = List.copyOf(stages);
    this.timeline = new Timeline(stages.stream().map(StageOutline::totalSteps).toList());
  }

  /** The state of a run that is taken up at a cursor. */
  public RunState start(Cursor cursor) {
    return new Waiting(new Cursor(timeline.normalise(cursor.next()), cursor.checkpoint()));
  }

  /** The one decision. */
  public Transition on(RunState state, RunEvent event, Attendance here) {
    if (state.ended()) {
      return Transition.to(state);
    }
    if (event instanceof FailureReported failure) {
      return end(new Failed(failure.message()));
    }
    if (state instanceof Waiting waiting) {
      return onWaiting(waiting, event, here);
    }
    if (state instanceof Running running) {
      return onRunning(running, event, here);
    }
    if (state instanceof Saving saving) {
      return onSaving(saving, event, here);
    }
    if (state instanceof Stopping stopping) {
      return onStopping(stopping, event);
    }
    return onFinishing((Finishing) state, event);
  }

  private Transition onWaiting(Waiting state, RunEvent event, Attendance here) {
    Cursor committed = state.committed();
    if (event instanceof StopRequested stop) {
      return end(new Stopped(stop.reason(), committed));
    }
    if (event instanceof StudentAt at) {
      StepId believed = believed(at.next(), committed);
      return believed != null
          ? Transition.to(runningAt(believed, committed))
          : enter(committed, here);
    }
    if (event instanceof Committed commit) {
      return enter(later(commit, committed), here);
    }
    return enter(committed, here);
  }

  private Transition onRunning(Running state, RunEvent event, Attendance here) {
    Cursor committed = state.committed();
    if (event instanceof StepApplied applied && applied.step().equals(state.next())) {
      return Transition.to(runningAt(applied.step().next(), committed));
    }
    if (event instanceof StudentAt at) {
      return follow(at.next(), committed);
    }
    if (event instanceof Committed commit) {
      Cursor now = later(commit, committed);
      return now.next().stage() > state.next().stage()
          ? enter(now, here)
          : Transition.to(new Running(state.next(), now));
    }
    return event instanceof StopRequested stop
        ? stop(stop.reason(), state.next(), committed, here)
        : Transition.to(state);
  }

  private Transition onSaving(Saving state, RunEvent event, Attendance here) {
    Cursor committed = state.committed();
    if (event instanceof StudentAt at) {
      return follow(at.next(), committed);
    }
    if (event instanceof Committed commit) {
      Cursor now = later(commit, committed);
      return now.next().stage() > state.stage()
          ? pass(now, here)
          : Transition.to(new Saving(state.stage(), now));
    }
    StepId done = new StepId(state.stage(), timeline.totalSteps(state.stage()));
    return event instanceof StopRequested stop
        ? stop(stop.reason(), done, committed, here)
        : Transition.to(state);
  }

  private Transition onStopping(Stopping state, RunEvent event) {
    Cursor committed = state.committed();
    if (event instanceof Committed commit) {
      Cursor now = later(commit, committed);
      return now.next().compareTo(state.next()) >= 0
          ? end(new Stopped(state.reason(), now))
          : Transition.to(new Stopping(state.reason(), state.next(), now));
    }
    if (event instanceof StepApplied applied && applied.step().equals(state.next())) {
      return Transition.to(new Stopping(state.reason(), applied.step().next(), committed));
    }
    if (event instanceof StudentAt at) {
      StepId believed = believed(at.next(), committed);
      return believed == null
          ? end(new Stopped(state.reason(), committed))
          : Transition.to(
              new Stopping(state.reason(), believed, committed), new AskForCheckpoint());
    }
    if (event instanceof NotCommitted failed && failed.next().compareTo(state.next()) >= 0) {
      return end(
          new Stopped(
              state.reason() + "; what follows is not saved: " + failed.reason(), committed));
    }
    if (event instanceof StudentLost) {
      return end(new Stopped(state.reason(), committed));
    }
    return event instanceof StopRequested
        ? Transition.to(state, new AskForCheckpoint())
        : Transition.to(state);
  }

  private Transition onFinishing(Finishing state, RunEvent event) {
    if (event instanceof ModelSaved saved) {
      return end(new Finished(saved.directory()));
    }
    if (event instanceof StopRequested stop) {
      return end(new Stopped(stop.reason(), state.committed()));
    }
    if (event instanceof StudentAt at) {
      return lastStep().equals(at.next())
          ? Transition.to(state, new AskForModel())
          : finish(state.committed());
    }
    return Transition.to(state);
  }

  /** Takes a run up at a cursor, as soon as those it needs are there. */
  private Transition enter(Cursor cursor, Attendance here) {
    if (!here.student()) {
      return Transition.to(new Waiting(cursor));
    }
    if (cursor.next().equals(timeline.end())) {
      return finish(cursor);
    }
    boolean quorum = here.teacher() || !stages.get(cursor.next().stage()).needsTeacher();
    return quorum ? begin(cursor) : Transition.to(new Waiting(cursor));
  }

  /** Passes the barrier after a stage; the student has its weights in hand. */
  private Transition pass(Cursor cursor, Attendance here) {
    return cursor.next().equals(timeline.end())
        ? Transition.to(new Finishing(cursor), new AskForModel())
        : enter(cursor, here);
  }

  private Transition stop(String reason, StepId next, Cursor committed, Attendance here) {
    return here.student()
        ? Transition.to(new Stopping(reason, next, committed), new AskForCheckpoint())
        : end(new Stopped(reason, committed));
  }

  private Transition begin(Cursor cursor) {
    return Transition.to(
        new Running(cursor.next(), cursor), new BeginStage(cursor.next(), cursor.checkpoint()));
  }

  /** The model is asked for once the student says that it has the last step's weights. */
  private Transition finish(Cursor cursor) {
    return Transition.to(new Finishing(cursor), new BeginStage(lastStep(), cursor.checkpoint()));
  }

  /** Goes where the student says it is, or sends it to the last checkpoint. */
  private Transition follow(@Nullable StepId next, Cursor committed) {
    StepId believed = believed(next, committed);
    return believed != null ? Transition.to(runningAt(believed, committed)) : begin(committed);
  }

  private RunState runningAt(StepId next, Cursor committed) {
    return next.step() == timeline.totalSteps(next.stage())
        ? new Saving(next.stage(), committed)
        : new Running(next, committed);
  }

  /** The step a student says it wants, null unless it can be taken at its word. */
  private @Nullable StepId believed(@Nullable StepId next, Cursor committed) {
    StepId from = committed.next();
    boolean believable =
        next != null
            && next.stage() < timeline.stages()
            && next.stage() == from.stage()
            && next.step() >= from.step()
            && next.step() <= timeline.totalSteps(next.stage());
    return believable ? next : null;
  }

  private Cursor later(Committed commit, Cursor before) {
    StepId next = timeline.normalise(commit.next());
    return next.compareTo(before.next()) >= 0 ? new Cursor(next, commit.directory()) : before;
  }

  private StepId lastStep() {
    return timeline.last();
  }

  private static Transition end(RunState outcome) {
    return Transition.to(outcome, new EndRun(outcome));
  }
}
