package org.docent.model.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.docent.model.compute.DeviceThread;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.data.SampleLayout;
import org.docent.model.distill.TeacherStates;
import org.docent.model.vlm.Parameter;
import org.docent.protocol.id.StepId;
import org.docent.protocol.settings.OptimizerSettings;
import org.junit.jupiter.api.Test;

/** Where several threads compute, no sum depends on which of them comes first. */
class SeveralThreadsTest {

  private static final OptimizerSettings OPTIMIZER =
      new OptimizerSettings(1e-2, 0.1, 0.9, 0.99, 1e-8, 0, 0);
  private static final int SAMPLES = 16;
  private static final int LENGTH = 400;

  @Test
  void aStepOfFewTokensThatComeOftenHasTheSameGradientsToTheBit() {
    try (DeviceThread device = DeviceThread.start("several", "cpu", 4)) {
      device
          .submit(
              () -> {
                try (TorchProgram program = TorchProgram.load(device.manager());
                    TrainingBench bench =
                        new TrainingBench(
                            program,
                            device.manager(),
                            "gqa-tied-patch",
                            TrainingBench.setup("connector-language"),
                            OPTIMIZER)) {
                  List<float[]> first = gradients(bench);
                  for (int n = 0; n < 5; n++) {
                    List<float[]> again = gradients(bench);
                    for (int i = 0; i < first.size(); i++) {
                      Parameter parameter = bench.step.parameters().get(i);
                      assertThat(again.get(i)).as(parameter.key()).isEqualTo(first.get(i));
                    }
                  }
                }
                return true;
              })
          .join();
    }
  }

  private static List<float[]> gradients(TrainingBench bench) {
    Batch batch = fewTokens();
    bench.step.begin(new StepId(0, 0), SAMPLES);
    bench.step.accumulate(
        batch,
        TeacherStates.of(bench.says(batch, bench.student.head().value().getManager()))
            .targets(batch));
    bench.step.finish(0);
    return bench.step.parameters().stream()
        .map(parameter -> bench.step.gradients().of(parameter).toFloatArray())
        .toList();
  }

  /** Text in which ten tokens take turns. */
  private static Batch fewTokens() {
    Random random = new Random(7);
    int[] none = new int[SAMPLES];
    int[] rows = IntStream.range(0, SAMPLES).map(b -> LENGTH).toArray();
    long[] ids = random.longs((long) SAMPLES * LENGTH, 1, 11).toArray();
    return new Batch(
        IntStream.range(0, SAMPLES)
            .mapToObj(b -> new SampleLayout(b, "sample-" + b, LENGTH, -1, 0, LENGTH))
            .toList(),
        LENGTH,
        ids,
        new long[0],
        new long[0],
        none,
        LongStream.range(0, ids.length).toArray(),
        ids,
        rows,
        0,
        0,
        new float[0],
        0,
        List.of());
  }
}
