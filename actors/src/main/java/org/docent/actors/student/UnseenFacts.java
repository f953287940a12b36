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
 * heartbeat. A plan for a later step shows that a step's end was heard, a new offer that a
 * rejection was, the next stage that everything was.
 */
final class UnseenFacts {

  private final TreeMap<StepId, StepDone> steps = new TreeMap<>();
  private final TreeMap<MicroBatchId, SignalRejected> rejections = new TreeMap<>();
  private @Nullable CheckpointCommitted checkpoint;
  private @Nullable CheckpointFailed failedCheckpoint;
  private @Nullable ModelSaved model;

  StepDone add(StepDone fact) {
    steps.put(fact.step(), fact);
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

  /** A plan for that step has come. */
  void planCame(StepId step) {
    steps.headMap(step, false).clear();
  }

  /** That micro-batch was offered again. */
  void offerCame(MicroBatchId id) {
    rejections.remove(id);
  }

  void clear() {
    steps.clear();
    rejections.clear();
    checkpoint = null;
    failedCheckpoint = null;
    model = null;
  }

  /** Everything unseen, oldest kind first. */
  List<Command> all() {
    List<Command> facts = new ArrayList<>();
    facts.addAll(rejections.values());
    facts.addAll(steps.values());
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
