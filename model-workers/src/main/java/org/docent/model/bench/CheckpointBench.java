package org.docent.model.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.docent.model.checkpoint.RunWriter;
import org.docent.model.checkpoint.WritingThread;
import org.docent.model.compute.HostCopies;
import org.docent.model.data.Batch;
import org.docent.model.distill.TeacherStates;
import org.docent.model.optim.AdamW;
import org.docent.model.vlm.Part;
import org.docent.model.weights.NamedTensor;
import org.docent.model.weights.NamedTensors;
import org.docent.model.weights.SafetensorsWriter;
import org.docent.protocol.id.StepId;

/**
 * Measures what checkpoints cost: blocks of a student's steps without them and with one due at
 * every step, in turn. A copy is taken and written as in training, by the same code; its writing
 * runs beside the steps of its block and nothing else. Used on the device's thread only.
 */
public final class CheckpointBench {

  private static final double LEARNING_RATE = 2e-5;

  private final BenchSize size;
  private final BenchWork work;
  private final BenchPair pair;
  private final BenchClock clock;
  private final RunWriter writer;
  private final WritingThread writing;
  private final HostCopies copies;
  private final List<Batch> batches = new ArrayList<>();
  private final List<TeacherStates> said;
  private final List<Double> staging = new ArrayList<>();
  private final List<Double> commits = Collections.synchronizedList(new ArrayList<>());
  private CompletableFuture<Path> written = CompletableFuture.completedFuture(Path.of(""));
  private int taken;
  private int due;

  private CheckpointBench(
      BenchSize size, BenchWork work, BenchPair pair, BenchClock clock, Path folder) {
    this.size = size;
    this.work = work;
    this.pair = pair;
    this.clock = clock;
    this.writer = RunWriter.claim(folder);
    this.writing = new WritingThread("bench-writer");
    this.copies = new HostCopies(pair.manager());
    RandomBatches random = new RandomBatches(size, work.seed());
    for (int first = 0; first < work.samples(); first += work.microBatch()) {
      batches.add(random.next(work.samplesFrom(first)));
    }
    this.said = batches.stream().map(batch -> pair.says(batch, pair.manager())).toList();
  }

  /**
   * Draws the models on the device of {@code parent} and measures.
   *
   * @param blocks how often {@code work.steps()} steps are taken without and with checkpoints
   * @param folder where checkpoints go; they are left there
   * @throws org.docent.protocol.failure.DocentException when memory or disk is too small
   */
  public static CheckpointReport run(
      BenchSize size, BenchWork work, int blocks, NDManager parent, BenchClock clock, Path folder) {
    try (BenchPair pair = BenchPair.draw(size, work, parent)) {
      CheckpointBench bench = new CheckpointBench(size, work, pair, clock, folder);
      try {
        return bench.measure(blocks);
      } finally {
        bench.writing.close();
        bench.copies.close();
      }
    }
  }

  private CheckpointReport measure(int blocks) {
    for (int i = 0; i < work.warmup(); i++) {
      step();
    }
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      // Every other time the other way round: what drifts falls on both.
      (i % 2 == 0 ? without : with).add(block(i % 2 != 0));
      (i % 2 == 0 ? with : without).add(block(i % 2 == 0));
    }
    return new CheckpointReport(
        size.name(),
        work,
        JniUtils.getNumThreads(),
        size.trainable(work.stage().moving()),
        3L * Float.BYTES * size.trainable(work.stage().moving()),
        bytesOf(written.join()),
        without,
        with,
        staging,
        commits,
        due);
  }

  /** Seconds a step; what is still being written at the end is waited for and not counted. */
  private double block(boolean checkpoints) {
    long begun = now();
    for (int i = 0; i < work.steps(); i++) {
      if (checkpoints) {
        checkpoint();
      }
      step();
    }
    double seconds = secondsSince(begun) / work.steps();
    written.join();
    return seconds;
  }

  private void step() {
    pair.step().begin(new StepId(0, taken++), work.samples());
    for (int i = 0; i < batches.size(); i++) {
      pair.step().accumulate(batches.get(i), said.get(i).targets(batches.get(i)));
    }
    pair.step().finish(LEARNING_RATE);
  }

  private void checkpoint() {
    due++;
    if (!written.isDone()) {
      return; // as in training: it is due again at the next step's end
    }
    long begun = now();
    Map<String, NDArray> weights = new LinkedHashMap<>();
    for (Part part : Part.values()) {
      Map<String, NDArray> live = pair.student().weights(part);
      boolean moves = work.stage().moving().contains(part);
      (moves ? copies.of(part + ".", live) : live)
          .forEach((name, tensor) -> weights.put(part + "." + name, tensor));
    }
    AdamW optimizer = pair.step().optimizer();
    Map<String, NDArray> moments = new LinkedHashMap<>();
    copies.of("m.", optimizer.firstMoments()).forEach((key, m) -> moments.put("m." + key, m));
    copies.of("v.", optimizer.secondMoments()).forEach((key, v) -> moments.put("v." + key, v));
    staging.add(secondsSince(begun));
    int step = taken;
    written = writing.submit(() -> commit(step, weights, moments));
  }

  private Path commit(int step, Map<String, NDArray> weights, Map<String, NDArray> moments) {
    long begun = now();
    Path folder =
        writer.commit(
            step,
            target -> {
              List<NamedTensor> tensors = NamedTensors.of(weights);
              SafetensorsWriter.writeFolder(target, tensors, SafetensorsWriter.DEFAULT_SHARD_BYTES);
              SafetensorsWriter.write(
                  target.resolve("optimizer.safetensors"), NamedTensors.of(moments), Map.of());
            });
    writer.retain(1, step, checkpoint -> false);
    commits.add(secondsSince(begun));
    return folder;
  }

  private static long bytesOf(Path checkpoint) {
    try (Stream<Path> files = Files.list(checkpoint)) {
      long bytes = 0;
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double secondsSince(long begun) {
    return (now() - begun) / 1e9;
  }

  private long now() {
    return clock.nanos().getAsLong();
  }
}
