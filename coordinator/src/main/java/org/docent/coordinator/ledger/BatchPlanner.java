package org.docent.coordinator.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepPlan;

/**
 * Plans the steps of one stage. A plan is a function of the step alone, so resuming needs nothing
 * but a cursor.
 *
 * <p>An epoch's samples stand in the order that {@link SampleOrdering} names and are cut into
 * global batches in that order; the last one of an epoch may be partial and is used. A global batch
 * is cut into one even run of samples for each rank, and that into micro-batches, the last of which
 * may be smaller. How large a micro-batch is changes the cut, never the global batch.
 *
 * <p>Memory: nothing is kept for steps; unless in file order, the orders of the last two epochs
 * asked for are kept (4 bytes a sample each, 5 MB for LLaVA's 1.2 million): two, since a student
 * that catches up may be an epoch behind the others. Not safe for several threads.
 */
public final class BatchPlanner implements StepPlanner {

  private static final int EPOCHS_KEPT = 2;

  private final PlanShape shape;
  private final int stepsPerEpoch;
  private final int totalSteps;
  private final Map<Integer, int[]> orders = new LinkedHashMap<>(4, 0.75f, /* accessOrder= */ true);

  public BatchPlanner(PlanShape shape) {
    this.shape = shape;
    this.stepsPerEpoch = (shape.samples().count() - 1) / shape.globalBatch() + 1;
    this.totalSteps = shape.schedule().totalSteps(stepsPerEpoch);
  }

  @Override
  public int stage() {
    return shape.stage();
  }

  /** Optimizer steps of the stage. */
  @Override
  public int totalSteps() {
    return totalSteps;
  }

  /** Optimizer steps of one pass over the data. */
  public int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /**
   * The plan of a step.
   *
   * @param step from 0 to {@code totalSteps() - 1}
   */
  @Override
  public StepPlan plan(int step) {
    if (step < 0 || step >= totalSteps) {
      throw new IllegalArgumentException(
          "step is " + step + ", must be from 0 to " + (totalSteps - 1));
    }
    int epoch = step / stepsPerEpoch;
    int first = step % stepsPerEpoch * shape.globalBatch();
    int size = Math.min(shape.globalBatch(), shape.samples().count() - first);
    List<Integer> samples = samples(epoch, first, size);
    return new StepPlan(
        new StepId(shape.stage(), step), size, parts(step, samples), checkpointAfter(step));
  }

  private List<Integer> samples(int epoch, int first, int size) {
    IntStream places = IntStream.range(first, first + size);
    if (shape.ordering() == SampleOrdering.FILE) {
      return places.boxed().toList();
    }
    int[] ordered = orderOf(epoch);
    return places.mapToObj(i -> ordered[i]).toList();
  }

  private List<MicroBatchPlan> parts(int step, List<Integer> samples) {
    List<MicroBatchPlan> parts = new ArrayList<>();
    for (int rank = 0; rank < shape.ranks(); rank++) {
      int from = shape.shareStart(samples.size(), rank);
      int to = shape.shareStart(samples.size(), rank + 1);
      for (int start = from; start < to; start += shape.batch().microBatch()) {
        int part = (start - from) / shape.batch().microBatch();
        int end = start + Math.min(to - start, shape.batch().microBatch());
        parts.add(
            new MicroBatchPlan(
                new MicroBatchId(shape.stage(), step, rank, part), samples.subList(start, end)));
      }
    }
    return parts;
  }

  private boolean checkpointAfter(int step) {
    int every = shape.saving().saveSteps();
    return step == totalSteps - 1 || (every > 0 && (step + 1) % every == 0);
  }

  private int[] orderOf(int epoch) {
    int[] known = orders.get(epoch);
    if (known != null) {
      return known;
    }
    if (orders.size() == EPOCHS_KEPT) {
      orders.remove(orders.keySet().iterator().next()); // the one used longest ago
    }
    int[] order =
        shape.ordering() == SampleOrdering.GROUPED
            ? GroupedOrder.of(shape, epoch)
            : SampleOrder.shuffled(shape.samples().count(), shape.seed(), shape.stage(), epoch);
    orders.put(epoch, order);
    return order;
  }
}
