package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.tests.testkit.DamagedRun;
import org.docent.tests.testkit.DamagedRun.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docent export}, and runs that save in the layouts it writes. */
class ExportTest {

  private final Path folder;

  ExportTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"hf", "tinyllava", "tinyllava-split"})
  void anExportedModelAnswersAsItsSourceDoes(String layout) throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    String answer = answer(run, "$RUN/teacher");

    Outcome outcome =
        run.docent(
            "export", "--model-path", "$RUN/teacher", "--output-dir", "$RUN/x", "--layout", layout);

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).startsWith("wrote " + run.file("x") + ": 95 tensors of ");
    assertThat(answer(run, "$RUN/x")).isEqualTo(answer).isNotBlank();
  }

  @Test
  void halvesTheBytesAndCutsShardsOnRequest() throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);

    Outcome outcome =
        run.docent(
            "export",
            "--model-path=$RUN/teacher",
            "--output-dir=$RUN/x",
            "--layout=hf",
            "--dtype=bf16",
            "--max-shard-size=100kB");

    assertThat(outcome.exit()).isZero();
    assertThat(run.file("x"))
        .isDirectoryContaining("glob:**model-00003-of-00003.safetensors")
        .isDirectoryContaining("glob:**model.safetensors.index.json");
    assertThat(run.file("x/config.json")).content().contains("\"torch_dtype\" : \"bfloat16\"");
    assertThat(answer(run, "$RUN/x")).isNotBlank();
  }

  @Test
  void aRunSavesAndGoesOnInTheSplitLayout() throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    String[] layouts = {"hf", "tinyllava-split"};
    for (String layout : layouts) {
      Outcome outcome =
          run.on(
              "train",
              "stages=[sft, dft]",
              "student.layout=" + layout,
              "output-dir=" + run.file(layout));
      assertThat(outcome.err()).isEmpty();
      assertThat(outcome.exit()).isZero();
    }
    Path split = run.file("tinyllava-split/model");
    assertThat(split.resolve("language_model/pytorch_model.bin")).exists();
    assertThat(split.resolve("config.json")).content().contains(run.file("base").toString());

    Outcome outcome =
        run.docent("export", "--model-path=" + split, "--output-dir=$RUN/x", "--layout=hf");
    assertThat(outcome.exit()).isZero();
    assertThat(
            Files.mismatch(run.file("x/model.safetensors"), run.file("hf/model/model.safetensors")))
        .as("first byte that differs from the run that saved in hf")
        .isEqualTo(-1);
  }

  private static String answer(DamagedRun run, String model) {
    Outcome outcome =
        run.docent(
            "infer",
            "--model-path=" + model,
            "--image-file=$RUN/data/images/wide.png",
            "--query=What is it?",
            "--max-new-tokens=12");
    assertThat(outcome.err()).isEmpty();
    return outcome.out();
  }
}
