package org.docent.protocol.id;

/**
 * One micro-batch: the unit of a lease, and the unit that moves the weights exactly once.
 *
 * @param stage index of the stage in the run, from 0
 * @param step index of the optimizer step in its stage, from 0
 * @param rank the data-parallel rank that consumes it, from 0
 * @param part its place among the micro-batches of that step and rank, from 0
 */
public record MicroBatchId(int stage, int step, int rank, int part)
    implements Comparable<MicroBatchId> {

  public MicroBatchId {
    Ids.requireNotNegative("stage", stage);
    Ids.requireNotNegative("step", step);
    Ids.requireNotNegative("rank", rank);
    Ids.requireNotNegative("part", part);
  }

  /** The optimizer step this micro-batch belongs to. */
  public StepId stepId() {
    return new StepId(stage, step);
  }

  @Override
  public int compareTo(MicroBatchId other) {
    int order = Integer.compare(stage, other.stage); // by hand: a ledger does little else
    order = order != 0 ? order : Integer.compare(step, other.step);
    order = order != 0 ? order : Integer.compare(rank, other.rank);
    return order != 0 ? order : Integer.compare(part, other.part);
  }

  @Override
  public String toString() {
    return stage + "/" + step + "/" + rank + "." + part;
  }
}
