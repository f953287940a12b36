package org.docent.model.bench;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.generate.CachedModel;
import org.docent.model.generate.DecodingBatch;
import org.docent.model.generate.Sampling;
import org.docent.model.generate.SequenceCache;
import org.docent.model.memory.MemoryCheck;
import org.docent.model.memory.MemoryEstimate;
import org.docent.model.vlm.Precision;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.model.vlm.VlmConfig;
import org.docent.model.weights.ModelSource;

/**
 * Measures decoding after random prompts: the prompt, and each step by itself. Nothing ends before
 * its last token. Used on the device's thread only.
 */
public final class GenerationBench {

  private static final int SEED = 1;

  private final BenchSize size;
  private final GenerationWork work;
  private final BenchClock clock;

  private GenerationBench(BenchSize size, GenerationWork work, BenchClock clock) {
    this.size = size;
    this.work = work;
    this.clock = clock;
  }

  /** With the student of a size, its weights drawn on the device of {@code parent}. */
  public static GenerationReport ofSize(
      BenchSize size, GenerationWork work, NDManager parent, BenchClock clock) {
    require("size " + size.name(), size.student(), parent);
    try (TorchProgram program = TorchProgram.load(parent);
        VisionLanguageModel model =
            new RandomWeights(program, parent, Precision.FLOAT32, SEED)
                .model(size.student(), Set.of())) {
      return new GenerationBench(size, work, clock).measure(model, parent);
    }
  }

  /** With the model of a folder and the prompts of the published sizes. */
  public static GenerationReport ofFolder(
      Path folder, GenerationWork work, NDManager parent, BenchClock clock) {
    try (ModelSource source = ModelSource.open(folder);
        TorchProgram program = TorchProgram.load(parent)) {
      source.requireWeights();
      VlmConfig config = source.config();
      require("the model " + folder, config, parent);
      BenchSize size =
          new BenchSize(
              folder.toString(), config, false, config, BenchSizes.byName("student-0.5b").text());
      try (VisionLanguageModel model =
          source.load(program, parent.newSubManager(), Precision.FLOAT32)) {
        return new GenerationBench(size, work, clock).measure(model, parent);
      }
    }
  }

  private static void require(String what, VlmConfig config, NDManager parent) {
    MemoryCheck.require(
        what,
        new MemoryEstimate(Float.BYTES).inference(config),
        !parent.getDevice().isGpu(),
        "take a machine with more, or a smaller model");
  }

  private GenerationReport measure(VisionLanguageModel model, NDManager manager) {
    CachedModel cached = new CachedModel(model, manager);
    List<Double> prompts = new ArrayList<>();
    List<Double> steps = new ArrayList<>();
    List<Double> starts = new ArrayList<>();
    List<Double> ends = new ArrayList<>();
    Batch prompt = new RandomBatches(size, SEED).next(1);
    for (int round = -1; round < work.rounds(); round++) {
      List<Double> asked = new ArrayList<>();
      List<Double> taken = decode(cached, prompt, asked);
      if (round >= 0) { // the first is a warm-up
        int quarter = Math.max(1, taken.size() / 4);
        prompts.addAll(asked);
        steps.addAll(taken);
        starts.addAll(taken.subList(0, quarter));
        ends.addAll(taken.subList(taken.size() - quarter, taken.size()));
      }
    }
    double perStep = steps.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    OptionalLong peak = ResidentMemory.peak();
    return new GenerationReport(
        size.name(),
        clock.name(),
        JniUtils.getNumThreads(),
        prompt.length(),
        work.newTokens(),
        work.sequences(),
        median(prompts),
        median(starts),
        median(ends),
        perStep,
        work.sequences() / perStep,
        peak.isPresent() ? peak.getAsLong() : null);
  }

  /** Seconds of each step; those of each prompt are added to {@code asked}. */
  private List<Double> decode(CachedModel model, Batch prompt, List<Double> asked) {
    List<SequenceCache> caches =
        IntStream.range(0, work.sequences()).mapToObj(i -> model.open()).toList();
    try {
      DecodingBatch batch = new DecodingBatch(model);
      for (SequenceCache cache : caches) {
        asked.add(
            seconds(
                () -> batch.join(cache, prompt, Sampling.GREEDY, work.newTokens(), token -> true)));
      }
      List<Double> steps = new ArrayList<>();
      while (batch.size() > 0) {
        steps.add(seconds(batch::step));
      }
      return steps;
    } finally {
      caches.forEach(SequenceCache::close);
    }
  }

  private double seconds(Runnable work) {
    long begun = clock.nanos().getAsLong();
    work.run();
    return (clock.nanos().getAsLong() - begun) / 1e9;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get((values.size() - 1) / 2);
  }
}
