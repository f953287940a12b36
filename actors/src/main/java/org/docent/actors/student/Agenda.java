package org.docent.actors.student;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.docent.protocol.control.StudentProtocol.BeginStage;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepPlan;
import org.jspecify.annotations.Nullable;

/**
 * What a student is to do next, as a pure function of what it was told and has done: begin a stage;
 * between steps save what is due or rest when it was told to stop; else the next planned
 * micro-batch, or the end of the step.
 *
 * <p>A checkpoint is written while steps go on, one at a time. One that is due meanwhile waits for
 * the next step's end at which none is being written. At a stage's end no further step is planned,
 * and a stop takes none: both wait for the checkpoint of exactly that place.
 */
final class Agenda {

  /** One thing for the device to do. */
  sealed interface Task {}

  record Begin(BeginStage command) implements Task {}

  /**
   * @param goesOn whether steps may follow before it is written
   */
  record Checkpoint(StepId next, boolean goesOn) implements Task {}

  record WriteModel() implements Task {}

  record Add(MicroBatchPlan part, int stepSamples) implements Task {}

  record Finish(StepId step) implements Task {}

  /** Nothing to do until something comes. */
  record Rest() implements Task {}

  /** A checkpoint from which a run goes on with that step. */
  record Saved(StepId next, Path directory) {}

  private final PlannedSteps plans = new PlannedSteps();
  private final List<MicroBatchPlan> applied = new ArrayList<>();
  private @Nullable BeginStage beginning;
  private @Nullable Saved saved;
  private @Nullable StepId saving;
  private @Nullable StepId givenUp;
  private boolean checkpointDue;
  private boolean stopping;
  private boolean modelWanted;
  private boolean modelPaused;

  /** Takes a stage's start; false when the student is there or beyond. */
  boolean begin(BeginStage command) {
    StepId first = command.start().next();
    if (!plans.isBehind(first)) {
      return false;
    }
    plans.beginAt(first);
    applied.clear();
    beginning = command;
    String checkpoint = command.checkpoint();
    saved = checkpoint == null ? null : new Saved(first, Path.of(checkpoint));
    saving = null;
    checkpointDue = false;
    return true;
  }

  void plan(StepPlan plan) {
    plans.add(plan);
  }

  /** From the next step's end on nothing but saving; a checkpoint is due there. */
  void stop() {
    stopping = true;
  }

  void wantModel() {
    modelWanted = true;
  }

  Task next() {
    StepId step = plans.next().orElse(null);
    if (step == null) {
      return new Rest();
    }
    if (beginning != null) {
      return new Begin(beginning);
    }
    return plans.isBetweenSteps() ? betweenSteps(step) : withinStep(step);
  }

  void begun() {
    beginning = null;
  }

  void added() {
    plans.nextPart().ifPresent(applied::add);
    plans.partDone();
  }

  /** The step in hand is done; returns what was added to it. */
  List<MicroBatchPlan> finished() {
    checkpointDue |= plans.current().map(StepPlan::checkpoint).orElse(false);
    plans.stepDone();
    List<MicroBatchPlan> all = List.copyOf(applied);
    applied.clear();
    return all;
  }

  /** The checkpoint of that place is being written from now on. */
  void staged(StepId next) {
    saving = next;
    checkpointDue = false;
  }

  void saved(StepId next, Path directory) {
    saved = new Saved(next, directory);
    saving = null;
  }

  /** The checkpoint of that place will not be. */
  void notSaved(StepId next) {
    givenUp = next;
    saving = null;
  }

  /** Whether a checkpoint is due and waits for the one before to be written. */
  boolean checkpointWaits() {
    return checkpointDue && saving != null;
  }

  /**
   * Whether a checkpoint of that place, which cannot be written, is worth further tries: the
   * student is still there with no step to take, as at a stage's end.
   */
  boolean waitsFor(StepId next) {
    return !stopping
        && plans.isBetweenSteps()
        && plans.next().equals(Optional.of(next))
        && plans.current().isEmpty();
  }

  /** Whether a checkpoint of that place stands in the way of the one with which to stop. */
  boolean stopsBeyond(StepId next) {
    return stopping && !plans.next().equals(Optional.of(next));
  }

  void modelWritten() {
    modelWanted = false;
  }

  /** The model could not be written; not again until {@link #resumeModel}. */
  void pauseModel() {
    modelPaused = true;
  }

  void resumeModel() {
    modelPaused = false;
  }

  /** The step the student wants, none before its first stage. */
  Optional<StepId> step() {
    return plans.next();
  }

  /** The checkpoint of exactly this place between steps, if there is one. */
  Optional<Saved> savedHere() {
    return Optional.ofNullable(saved)
        .filter(known -> plans.isBetweenSteps() && plans.next().equals(Optional.of(known.next)));
  }

  boolean isPast(MicroBatchId id) {
    return plans.isPast(id);
  }

  /** The micro-batches whose signals are worth having now, in order. */
  List<MicroBatchPlan> wanted(int credit) {
    return stopping && plans.isBetweenSteps() ? List.of() : plans.window(credit);
  }

  private Task betweenSteps(StepId step) {
    boolean wanted = checkpointDue || (stopping && !step.equals(givenUp));
    if (wanted && saving == null && savedHere().isEmpty()) {
      return new Checkpoint(step, !stopping);
    }
    if (modelWanted && !modelPaused && saving == null) {
      return new WriteModel();
    }
    return stopping ? new Rest() : withinStep(step);
  }

  private Task withinStep(StepId step) {
    StepPlan plan = plans.current().orElse(null);
    if (plan == null) {
      return new Rest();
    }
    return plans
        .nextPart()
        .<Task>map(part -> new Add(part, plan.samples()))
        .orElseGet(() -> new Finish(step));
  }
}
