package org.docent.model.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.docent.model.vlm.Qwen2Config;
import org.docent.model.vlm.SiglipConfig;
import org.docent.model.vlm.VisualSelection;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.settings.StageSettings;
import org.junit.jupiter.api.Test;

/** The sizes of the recipe, by hand. */
class MemoryEstimateTest {

  private static final SiglipConfig SO400M = new SiglipConfig(1152, 4304, 27, 16, 384, 14, 1e-6);
  private static final VlmConfig STUDENT =
      VlmConfig.join(
          SO400M,
          new Qwen2Config(151936, 1024, 2816, 24, 16, 16, 1e6, 1e-6, true, 151643, 32768),
          VisualSelection.PATCH);

  /** Qwen2.5-0.5B, whose 14 query heads share two of keys and values. */
  private static final VlmConfig GROUPED =
      VlmConfig.join(
          SO400M,
          new Qwen2Config(151936, 896, 4864, 24, 14, 2, 1e6, 1e-6, true, 151643, 32768),
          VisualSelection.PATCH);

  private static final VlmConfig TEACHER =
      VlmConfig.join(
          SO400M,
          new Qwen2Config(151936, 2560, 6912, 40, 20, 20, 5e6, 1e-6, false, 151643, 32768),
          VisualSelection.PATCH);

  private static final long LANGUAGE = 463_987_712;
  private static final long CONNECTOR = 2_230_272;

  /** Embeddings of 729 patches of 14 x 14 pixels, and the 26 of 27 layers that run. */
  private static final long TOWER =
      1152L * 3 * 14 * 14
          + 1152
          + 729 * 1152
          + 26 * (4L * (1152 * 1152 + 1152) + 2L * 1152 * 4304 + 4304 + 1152 + 4 * 1152);

  private static final long HEAD = 4L * 151936 * 2560;

  private static final long TOKENS = 728 + 64;

  @Test
  void countsFourTimesWhatMovesAndOnceWhatStays() {
    MemoryNeed need = new MemoryEstimate(4).student(STUDENT, stage("dft"), HEAD);

    assertThat(need.weights()).isEqualTo(4 * (LANGUAGE + CONNECTOR + TOWER));
    assertThat(need.gradients()).isEqualTo(4 * (LANGUAGE + CONNECTOR));
    assertThat(need.moments()).isEqualTo(8 * (LANGUAGE + CONNECTOR));
    assertThat(need.staging()).isEqualTo(12 * (LANGUAGE + CONNECTOR));
    assertThat(need.besideGpu().total()).isEqualTo(need.staging());
    assertThat(need.teacherHead()).isEqualTo(HEAD);
    assertThat(need.lossChunk()).isEqualTo(6L * 4 * 64 * 151936);
    assertThat(need.activations())
        .isEqualTo(4 * (TOKENS * 24 * (11 * 1024 + 4 * 2816) + 729 * (3L * 1152 + 2 * 4304)));
  }

  @Test
  void holdsFrozenWeightsInTheirOwnBytesAndNoTeacherWhereThereIsNone() {
    MemoryNeed dpt = new MemoryEstimate(2).student(STUDENT, stage("dpt"), HEAD);
    assertThat(dpt.weights()).isEqualTo(2 * (LANGUAGE + TOWER) + 4 * CONNECTOR);
    assertThat(dpt.gradients()).isEqualTo(4 * CONNECTOR);
    assertThat(dpt.staging()).isEqualTo(12 * CONNECTOR);
    StageSettings onlyAtItsEnd = stage("dft", "save-steps = 0");
    assertThat(new MemoryEstimate(4).student(STUDENT, onlyAtItsEnd, 0).staging()).isZero();

    MemoryNeed sft = new MemoryEstimate(4).student(STUDENT, stage("sft"), HEAD);
    assertThat(sft.teacherHead()).isZero();
    assertThat(sft.lossChunk()).isEqualTo(3L * 4 * 64 * 151936);
  }

  @Test
  void keepsOnlyTheInputsOfLayersThatAreComputedAgain() {
    StageSettings again =
        stage("dft", "gradient-checkpointing = true, per-device-train-batch-size = 3");
    MemoryNeed need = new MemoryEstimate(4).student(STUDENT, again, 0);
    long ofToken = 24 * 1024 + 11 * 1024 + 4 * 2816;
    assertThat(need.activations())
        .isEqualTo(4 * 3 * (TOKENS * ofToken + 729 * (3L * 1152 + 2 * 4304)));
    assertThat(need.teacherHead()).isZero();
  }

  @Test
  void givesTheTeacherOneLayerInHandAndItsHeadTwice() {
    MemoryNeed need = new MemoryEstimate(4).teacher(TEACHER, stage("dft"));
    long connector = 1152L * 2560 + 2560 + 2560L * 2560 + 2560;
    assertThat(need.weights()).isEqualTo(4 * (3_950_369_280L + connector + TOWER));
    assertThat(need.teacherHead()).isEqualTo(HEAD);
    assertThat(need.activations()).isEqualTo(4 * TOKENS * (3 * 2560 + 3 * 6912));
    assertThat(need.gradients() + need.moments() + need.lossChunk()).isZero();
    assertThat(new MemoryEstimate(4).inference(TEACHER).teacherHead()).isZero();
    assertThat(new MemoryEstimate(2).headBytes(TEACHER.language())).isEqualTo(HEAD / 2);
  }

  @Test
  void givesEachAnswerItsKeysAndValuesAtTheirLongestAndTheRoomTheyGrowInto() {
    MemoryNeed need = new MemoryEstimate(4).answering(STUDENT, 8, 4096);
    assertThat(need.caches()).isEqualTo(8L * 2 * 24 * 16 * 64 * (4096 + 256) * 4);
    assertThat(need.weights()).isEqualTo(4 * (LANGUAGE + CONNECTOR + TOWER));
    assertThat(need.activations()).isEqualTo(4L * 4096 * (3 * 1024 + 3 * 2816));
    assertThat(need.total()).isEqualTo(need.weights() + need.activations() + need.caches());
    assertThat(need)
        .hasToString("9.8 GiB of memory (weights 3.2, activations 0.2, keys and values 6.4)");

    MemoryNeed shared = new MemoryEstimate(4).answering(GROUPED, 3, 2048);
    assertThat(shared.caches()).isEqualTo(3L * 2 * 24 * 2 * 64 * (2048 + 256) * 4);
  }

  @Test
  void takesNoMoreTokensThanAStageLetsThrough() {
    MemoryNeed whole = new MemoryEstimate(4).teacher(TEACHER, stage("dft"));
    MemoryNeed cut = new MemoryEstimate(4).teacher(TEACHER, stage("dft", "model-max-length = 99"));
    assertThat(cut.activations()).isEqualTo(Math.max(whole.activations() * 99 / TOKENS, patches()));
  }

  private static long patches() {
    return 4 * 729 * (3L * 1152 + 2 * 4304);
  }

  private static StageSettings stage(String name, String... settings) {
    RunSettings run =
        SettingsLoader.parse(
            """
            name = r, output-dir = /r, teacher.model-path = /t, student.model-path = /s
            stage-defaults { image-folder = /i, data-path = /d.json, per-device-train-batch-size = 1
              loss-chunk-rows = 64, model-max-length = 2048 }
            stage.%s { %s }
            """
                .formatted(name, String.join(", ", settings)));
    return run.stages().get(List.of("dpt", "sft", "dft").indexOf(name));
  }
}
