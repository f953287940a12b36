package org.docent.model.loss;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.docent.model.data.Batch;
import org.docent.model.data.SampleLayout;
import org.docent.model.golden.TestDevice;
import org.docent.model.vlm.BatchTensors;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.ObjectiveSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Resident memory as Linux counts it. */
@EnabledOnOs(OS.LINUX)
class LossMemoryTest {

  private static final int ROWS = 640;
  private static final int VOCABULARY = 100_000;

  @Test
  void logitsOfAllRowsNeverExist() {
    TestDevice.run(
        (program, manager) -> {
          NDArray hidden = manager.randomNormal(new Shape(ROWS, 8));
          OutputHead head =
              OutputHead.of(program, manager, manager.randomNormal(new Shape(VOCABULARY, 8)));
          HeadGradients gradients =
              new HeadGradients(
                  hidden.zerosLike(), manager.zeros(new Shape(VOCABULARY, 8)).addi(0), null);
          var settings =
              new ObjectiveSettings(new LossWeights(0, 0, 1, 0), Divergence.FORWARD_KL, 0.1, 1, 16);
          var objective = new DistillationObjective(program, settings, head, head);
          try (BatchTensors batch = new BatchTensors(program, manager, visualRows())) {
            Files.writeString(Path.of("/proc/self/clear_refs"), "5");
            long before = kilobytes("VmRSS:");
            objective.evaluate(hidden, batch, TeacherTargets.ofHidden(hidden, batch), 1, gradients);
            // Three matrices of 16 rows are 19 MB, less where earlier tests left memory to use
            // again;
            // the logits of all rows, of one side, 256 MB, which the same measure must see.
            assertThat(kilobytes("VmHWM:") - before).isLessThan(64_000L);
            manager.ones(new Shape(ROWS, VOCABULARY));
            assertThat(kilobytes("VmHWM:") - before).isGreaterThan(128_000L);
          }
        });
  }

  private static long kilobytes(String key) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static Batch visualRows() {
    long[] rows = LongStream.range(0, ROWS).toArray();
    return new Batch(
        List.of(new SampleLayout(0, "a", ROWS, 0, ROWS, 0)),
        ROWS,
        new long[ROWS],
        rows,
        rows,
        new int[] {ROWS},
        new long[0],
        new long[0],
        new int[] {0},
        0,
        14,
        new float[0],
        0,
        List.of());
  }
}
