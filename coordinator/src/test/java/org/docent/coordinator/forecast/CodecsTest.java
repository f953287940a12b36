package org.docent.coordinator.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.docent.coordinator.TestRuns;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.RunSettings;
import org.junit.jupiter.api.Test;

class CodecsTest {

  @Test
  void comparesTheConfiguredCodecWithEveryOtherKindOnce() {
    List<Codec> codecs = Codecs.of(run(TestRuns.WITH_TEACHER), 0);

    assertThat(codecs)
        .extracting(Codec::name)
        .containsExactly(
            "hidden float32",
            "hidden bf16",
            "topk 64, packed fp16",
            "topk 64, packed int8",
            "topk 64, derived bf16",
            "full, packed fp16");
    assertThat(codecs).extracting(Codec::configured).startsWith(true, false);
    assertThat(codecs).extracting(Codec::encoding).doesNotHaveDuplicates();
  }

  @Test
  void aTermWithoutWeightIsNoPartOfACodec() {
    assertThat(Codecs.of(run(new LossWeights(1, 1, 0, 0)), 0))
        .extracting(Codec::name)
        .containsExactly("hidden float32", "hidden bf16", "topk 64", "full");
    assertThat(Codecs.of(run(new LossWeights(1, 0, 0, 1)), 0))
        .extracting(Codec::name)
        .containsExactly("derived float32", "derived bf16", "packed fp16", "packed int8");
  }

  private static RunSettings run(LossWeights weights) {
    RunSettings run =
        TestRuns.run(
            Path.of("run"), 4, TestRuns.stage("dft", weights, new BatchSettings(1, 2), 3, 0));
    return new RunSettings(
        run.id(),
        run.outputDir(),
        run.seed(),
        run.teacher(),
        run.students(),
        run.vision(),
        300,
        run.store(),
        run.stages(),
        run.work(),
        run.stream(),
        run.cluster());
  }
}
