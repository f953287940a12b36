package org.docent.tests.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.coordinator.cli.quickstart.QuickstartFiles;
import org.docent.coordinator.cli.quickstart.QuickstartModels;
import org.docent.coordinator.cli.quickstart.QuickstartRuns;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.settings.StageSettings;
import org.docent.protocol.settings.StudentSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipesTest {

  private static final Path CONF = Path.of("..", "conf");

  /** Takes the place of the environment variables that name a user's folders. */
  private static final List<String> FOLDERS =
      List.of(
          "teacher.model-path=/t",
          "student.vision-tower=/s",
          "student.language-model=/q",
          "stage.dpt.data-path=/d.json",
          "stage.dpt.image-folder=/i",
          "stage.sft.data-path=/d.json",
          "stage.sft.image-folder=/i",
          "stage.dft.data-path=/d.json",
          "stage.dft.image-folder=/i");

  @ParameterizedTest
  @ValueSource(strings = {"llava-kd-1b", "llava-kd-2b"})
  void shippedRecipesAreThePublishedOne(String name) {
    RunSettings run = SettingsLoader.load(CONF.resolve(name + ".conf"), FOLDERS).settings();

    assertThat(run.id().value()).isEqualTo(name);
    assertThat(run.stages()).extracting(StageSettings::name).containsExactly("dpt", "sft", "dft");
    assertThat(run.stages())
        .extracting(stage -> stage.batch().globalBatch())
        .containsExactly(256, 128, 128);
    assertThat(run.stages())
        .extracting(StageSettings::weights)
        .containsExactly(
            new LossWeights(1, 1, 1, 0.5), LossWeights.SUPERVISED, new LossWeights(1, 1, 1, 0.5));
    assertThat(run.stages())
        .extracting(stage -> stage.optimizer().learningRate())
        .containsExactly(1e-3, 2e-5, 2e-5);
    assertThat(run.stages())
        .extracting(stage -> stage.data().groupByModalityLength())
        .containsExactly(false, true, true);
  }

  @Test
  void bothStudentsOfThePaperLearnInOneRun() {
    List<String> folders = new ArrayList<>(FOLDERS);
    folders.add("students.2b.language-model=/r");
    RunSettings run = SettingsLoader.load(CONF.resolve("llava-kd-both.conf"), folders).settings();

    assertThat(run.students()).extracting(StudentSettings::name).containsExactly("1b", "2b");
    assertThat(run.students())
        .extracting(student -> student.model().languageModel())
        .containsExactly(Path.of("/q"), Path.of("/r"));
    assertThat(run.students())
        .extracting(student -> student.model().visionTower())
        .containsOnly(Path.of("/s"));
  }

  @Test
  void theQuickstartsRecipeIsTheRunTheQuickstartMakes(@TempDir Path folder) throws IOException {
    Path made = Path.of("runs", "quickstart").toAbsolutePath();
    QuickstartRuns runs =
        new QuickstartRuns(
            new QuickstartFiles(made.resolve("data")),
            new QuickstartModels(made.resolve("models")),
            0);
    Path conf = folder.resolve("quickstart-again.conf");
    Files.writeString(
        conf,
        runs.distilled(
            folder.resolve("run"), made.resolve("base/model"), made.resolve("teacher/model"), 2));

    RunSettings shipped =
        SettingsLoader.load(
                CONF.resolve("quickstart.conf"), List.of("output-dir=" + folder.resolve("run")))
            .settings();

    assertThat(shipped).isEqualTo(SettingsLoader.load(conf, List.of()).settings());
  }

  @Test
  void aRecipeNamesTheVariableThatIsNotSet() {
    assumeTrue(System.getenv("LLAVA_TEACHER") == null, "set here");
    assertThatThrownBy(
            () ->
                SettingsLoader.load(
                    CONF.resolve("llava-kd-1b.conf"), FOLDERS.subList(1, FOLDERS.size())))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("${LLAVA_TEACHER} is not set; set that environment variable");
  }
}
