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
 */
final class Agenda {

  /** One thing for the device to do. */
  sealed interface Task {}

  record Begin(BeginStage command) implements Task {}

  record Checkpoint(StepId next) implements Task {}

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
  private boolean checkpointDue;
  private boolean stopping;
  private boolean modelWanted;

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
    checkpointDue = plans.current().map(StepPlan::checkpoint).orElse(false);
    plans.stepDone();
    List<MicroBatchPlan> all = List.copyOf(applied);
    applied.clear();
    return all;
  }

  void saved(StepId next, Path directory) {
    saved = new Saved(next, directory);
    checkpointDue = false;
  }

  void modelWritten() {
    modelWanted = false;
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
    if ((checkpointDue || stopping) && savedHere().isEmpty()) {
      return new Checkpoint(step);
    }
    if (modelWanted) {
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
