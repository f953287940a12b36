package org.docent.coordinator.ledger;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.SavingSettings;
import org.docent.protocol.settings.ScheduleSettings;

/**
 * Lengths like those of LLaVA's instructions: of 100 samples 6 are text only, with a long tail; the
 * others have an image of 728 positions and short answers, answers of several turns or a long
 * description. A word is 1.4 tokens, give or take a tenth from sample to sample, so that words
 * foretell positions only nearly; 2,048 positions are kept.
 */
final class MixedConversations {

  private static final int VISUAL_TOKENS = 728;
  private static final int TEMPLATE_TOKENS = 40;
  private static final int MOST = 2048;
  private static final int GLOBAL_BATCH = 128;

  private final int[] words;
  private final int[] positions;

  MixedConversations(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    words = new int[count];
    positions = new int[count];
    for (int i = 0; i < count; i++) {
      boolean text = random.nextInt(100) < 6;
      int length = text ? spread(300, 1.0, random) : withImage(random);
      double tokens = length * 1.4 * (1 + 0.1 * random.nextGaussian());
      words[i] = text ? -length : length;
      positions[i] =
          Math.min(MOST, (int) tokens + TEMPLATE_TOKENS + (text ? 0 : VISUAL_TOKENS - 1));
    }
  }

  private static int withImage(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> spread(20, 0.5, random);
      case 1 -> spread(100, 0.7, random);
      case 2 -> spread(150, 0.4, random);
      default -> spread(250, 0.5, random);
    };
  }

  private static int spread(int median, double sigma, SplittableRandom random) {
    return 1 + (int) (median * Math.exp(sigma * random.nextGaussian()));
  }

  int positions(int sample) {
    return positions[sample];
  }

  /** Share of padding with micro-batches of that many samples. */
  double padding(SampleOrdering ordering, int microBatch) {
    BatchSettings batch = new BatchSettings(microBatch, GLOBAL_BATCH / microBatch);
    return Padding.ofFirstEpoch(planner(ordering, batch, 1), this::positions).share();
  }

  /** Positions computed by the rank that has most of a step, against the mean rank's. */
  double imbalance(SampleOrdering ordering, BatchSettings batch, int ranks) {
    BatchPlanner planner = planner(ordering, batch, ranks);
    double most = 0;
    double mean = 0;
    for (int step = 0; step < planner.totalSteps(); step++) {
      long[] computed = new long[ranks];
      for (MicroBatchPlan part : planner.plan(step).parts()) {
        int longest = part.samples().stream().mapToInt(this::positions).max().orElseThrow();
        computed[part.id().rank()] += (long) longest * part.samples().size();
      }
      most += LongStream.of(computed).max().orElseThrow();
      mean += LongStream.of(computed).average().orElseThrow();
    }
    return most / mean;
  }

  private BatchPlanner planner(SampleOrdering ordering, BatchSettings batch, int ranks) {
    return new BatchPlanner(
        new PlanShape(
            0,
            StageSamples.measured(words),
            7,
            ordering,
            batch,
            new ScheduleSettings("cosine", 0, 0, 1, -1),
            new SavingSettings(0, 0, 1),
            ranks));
  }
}
