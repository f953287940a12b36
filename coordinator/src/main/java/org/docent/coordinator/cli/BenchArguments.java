package org.docent.coordinator.cli;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.docent.model.bench.BenchSize;
import org.docent.model.bench.BenchSizes;
import org.docent.model.bench.BenchStage;
import org.docent.model.bench.BenchWork;
import org.docent.model.checkpoint.JsonFile;
import org.docent.model.compute.DeviceThread;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.PrecisionSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What both benchmarks are asked for: the size, the work, the device. */
final class BenchArguments {

  private static final int SEED = 1;

  @Option(
      names = "--size",
      required = true,
      paramLabel = "NAME",
      description =
          "tiny, narrow, small, medium, or a published pair: student-0.5b (without a teacher's body), 1.8b-0.5b, llava-kd-1b.")
  private String size = "";

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description =
          "What moves: dpt, the connector; dft, connector and language model (default: ${DEFAULT-VALUE}).")
  private BenchStage stage = BenchStage.DFT;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Samples of one optimizer step (default: ${DEFAULT-VALUE}).")
  private int samples = 4;

  @Option(
      names = "--micro-batch",
      paramLabel = "N",
      description = "Samples that are computed together (default: ${DEFAULT-VALUE}).")
  private int microBatch = 1;

  @Option(
      names = "--chunk-rows",
      paramLabel = "N",
      description = "Rows whose logits exist at once (default: loss-chunk-rows of reference.conf).")
  private @Nullable Integer chunkRows;

  @Option(
      names = "--gradient-checkpointing",
      description = "Compute layers again in the backward pass.")
  private boolean recomputing;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "Type in which frozen matrices are held: float32 or bf16 (default: ${DEFAULT-VALUE}).")
  private String dtype = Dtype.FLOAT32.key();

  @Option(
      names = "--compute-dtype",
      paramLabel = "TYPE",
      description =
          "Type in which matrices are multiplied (default: as held; float32 on a CPU without units for bf16).")
  private @Nullable String computeDtype;

  @Option(
      names = "--share-vision-tower",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Teacher and student in turn: run the vision tower once for both (default: ${DEFAULT-VALUE}).")
  private boolean sharesVision;

  @Mixin private DeviceArguments device = new DeviceArguments();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write what was measured to FILE as JSON, too.")
  private @Nullable Path json;

  /** What a benchmark does on the device's thread. */
  interface Measurement<T> {
    T on(BenchSize size, BenchWork work, DeviceThread thread);
  }

  /** Measures on a thread of the device; its report is written where {@code --json} says. */
  <T extends Record> T measure(int warmup, int steps, Measurement<T> measurement) {
    BenchSize named = BenchSizes.byName(size);
    BenchWork work =
        new BenchWork(
            stage,
            samples,
            microBatch,
            chunkRows == null ? defaultChunkRows() : chunkRows,
            recomputing,
            precision(),
            sharesVision,
            SEED,
            warmup,
            steps);
    try (DeviceThread thread = device.start("bench")) {
      T report = thread.submit(measurementOf(measurement, named, work, thread)).join();
      if (json != null) {
        JsonFile.write(json, report);
      }
      return report;
    }
  }

  private static <T> Callable<T> measurementOf(
      Measurement<T> measurement, BenchSize size, BenchWork work, DeviceThread thread) {
    return () -> measurement.on(size, work, thread);
  }

  private PrecisionSettings precision() {
    try {
      return new PrecisionSettings(
          Dtype.of(dtype), computeDtype == null ? null : Dtype.of(computeDtype));
    } catch (IllegalArgumentException e) {
      throw DocentException.stop(String.valueOf(e.getMessage()), e);
    }
  }

  private static int defaultChunkRows() {
    return ConfigFactory.defaultReference().getInt("docent.stage-defaults.loss-chunk-rows");
  }
}
