package org.docent.model.bench;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.docent.model.bench.MemoryReport.Seen;
import org.docent.model.data.Batch;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;

/**
 * Looks at the resident memory over many steps of teacher and student, each of new micro-batches of
 * varying lengths: what leaks shows as a slope. Used on the device's thread only.
 */
public final class MemoryBench {

  /** How often the memory is looked at. */
  private static final int LOOKS = 10;

  private static final double LEARNING_RATE = 2e-5;

  private MemoryBench() {}

  /**
   * Takes {@code work.steps()} steps on the device of {@code parent}.
   *
   * @param each hears of each look at the memory when it is taken
   * @throws DocentException when the system does not say what is resident
   */
  public static MemoryReport run(
      BenchSize size, BenchWork work, NDManager parent, Consumer<Seen> each) {
    List<Seen> seen = new ArrayList<>();
    int distance = Math.max(1, work.steps() / LOOKS);
    RandomBatches batches = new RandomBatches(size, work.seed());
    try (BenchPair pair = BenchPair.draw(size, work, parent)) {
      for (int step = 1; step <= work.steps(); step++) {
        take(step, work, pair, batches);
        if (step % distance == 0) {
          Seen now = new Seen(step, resident());
          seen.add(now);
          each.accept(now);
        }
      }
    }
    return new MemoryReport(size.name(), work, seen);
  }

  private static void take(int step, BenchWork work, BenchPair pair, RandomBatches batches) {
    pair.step().begin(new StepId(0, step), work.samples());
    for (int first = 0; first < work.samples(); first += work.microBatch()) {
      Batch batch = batches.nextOfVaryingLength(work.samplesFrom(first));
      try (NDManager scope = pair.manager().newSubManager()) {
        pair.step().accumulate(batch, pair.says(batch, scope).targets(batch));
      }
    }
    pair.step().finish(LEARNING_RATE);
  }

  private static long resident() {
    OptionalLong now = ResidentMemory.now();
    if (now.isEmpty()) {
      throw DocentException.stop(
          "this system does not say in /proc/self/status what is resident: run bench memory on Linux");
    }
    return now.getAsLong();
  }
}
