package org.docent.actors.student;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.docent.protocol.control.CoordinatorProtocol.CheckpointCommitted;
import org.docent.protocol.control.CoordinatorProtocol.CheckpointFailed;
import org.docent.protocol.control.CoordinatorProtocol.Command;
import org.docent.protocol.control.CoordinatorProtocol.ModelSaved;
import org.docent.protocol.control.CoordinatorProtocol.SignalRejected;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator has been told and has not shown to have heard; said again with each
 * heartbeat. A new offer shows that a rejection was heard, the next stage that a checkpoint and a
 * model were. A step's report is kept until the coordinator says that it is on record: one that
 * dies may have heard of a step and not have written it down.
 */
final class UnseenFacts {

  /** Steps that are said again at once: what a coordinator missed is told in portions. */
  private static final int PORTION = 500;

  private final TreeMap<StepId, StepDone> steps = new TreeMap<>();
  private int fresh;
  private final TreeMap<MicroBatchId, SignalRejected> rejections = new TreeMap<>();
  private @Nullable CheckpointCommitted checkpoint;
  private @Nullable CheckpointFailed failedCheckpoint;
  private @Nullable ModelSaved model;

  StepDone add(StepDone fact) {
    if (steps.put(fact.step(), fact) == null) {
      fresh++;
    }
    return fact;
  }

  SignalRejected add(SignalRejected fact) {
    rejections.put(fact.id(), fact);
    return fact;
  }

  CheckpointCommitted add(CheckpointCommitted fact) {
    checkpoint = fact;
    failedCheckpoint = null;
    return fact;
  }

  CheckpointFailed add(CheckpointFailed fact) {
    failedCheckpoint = fact;
    return fact;
  }

  ModelSaved add(ModelSaved fact) {
    model = fact;
    return fact;
  }

  /** Whether a final model was written since the stage began. */
  boolean hasModel() {
    return model != null;
  }

  /** The steps before that one are on record. */
  void recorded(StepId next) {
    steps.headMap(next, false).clear();
    fresh = Math.min(fresh, steps.size());
  }

  /** That micro-batch was offered again. */
  void offerCame(MicroBatchId id) {
    rejections.remove(id);
  }

  /** A stage begins; the reports of steps before it may still be wanted. */
  void stageBegins() {
    rejections.clear();
    checkpoint = null;
    failedCheckpoint = null;
    model = null;
  }

  /** Everything unseen, oldest kind first; steps only if they were there the last time too. */
  List<Command> all() {
    List<Command> facts = new ArrayList<>();
    facts.addAll(rejections.values());
    steps.values().stream().limit(Math.min(PORTION, steps.size() - fresh)).forEach(facts::add);
    fresh = 0;
    if (checkpoint != null) {
      facts.add(checkpoint);
    }
    if (failedCheckpoint != null) {
      facts.add(failedCheckpoint);
    }
    if (model != null) {
      facts.add(model);
    }
    return facts;
  }
}
