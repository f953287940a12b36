package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.docent.coordinator.cli.Main;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must not change the student: how many teachers, how slow, how batches are cut, what is
 * computed twice, and who runs the vision tower.
 */
@Tag("slow")
class TeacherWorkersTest {

  private static final double CUT_TOLERANCE = 1e-5;
  private static final double SAME_MODEL_TOLERANCE = 1e-6;

  private final Path folder;

  TeacherWorkersTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void teachersOfAnyNumberAndSpeedMakeTheSameStudent(int workers) {
    RunFolder run = train("teacher.workers=" + workers, "teacher.random-delay=30ms");

    assertThat(run.events("teacher_joined")).hasSize(workers);
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  @Test
  void layersComputedAgainForTheirGradientsMakeTheSameStudent() {
    RunFolder run = train("stage-defaults.gradient-checkpointing=true");

    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  @Test
  void aStudentThatRunsItsOwnVisionTowerBecomesTheSame() {
    RunFolder run = train("share-vision-tower=never");

    assertThat(GoldenRun.undisturbed().run().path().resolve("run.conf"))
        .content()
        .contains("share-vision-tower=always");
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "4, 1"})
  void microBatchesOfAnySizeGiveTheSameLosses(int samples, int parts) {
    RunFolder run =
        train(
            "stage-defaults.per-device-train-batch-size=" + samples,
            "stage-defaults.gradient-accumulation-steps=" + parts);

    List<JsonNode> expected = GoldenRun.undisturbed().run().metrics();
    run.assertEveryStepIsLoggedOnce();
    for (JsonNode line : run.metrics()) {
      double loss = expected.get(line.path("global_step").asInt() - 1).path("loss").asDouble();
      assertThat(line.path("loss").asDouble())
          .as("loss of step %s", line.path("global_step"))
          .isCloseTo(loss, within(CUT_TOLERANCE * loss));
    }
  }

  @Test
  void aStudentThatIsItsTeacherHasNothingToLearnFromIt() {
    Path teacher = GoldenFixture.file("teacher");
    RunFolder run =
        train(
            "stages=[dpt,dft]",
            "stage-defaults.max-steps=2",
            "student.model-path=" + teacher,
            "student.vision-tower=null",
            "student.language-model=null",
            "student.connector=null",
            "stage.dpt.learning-rate=0",
            "stage.dft.learning-rate=0");

    assertThat(run.metrics()).hasSize(4);
    for (JsonNode line : run.metrics()) {
      for (String term : List.of("res", "vis", "rel")) {
        assertThat(line.path(term).isNumber()).as(term).isTrue();
        assertThat(line.path(term).asDouble()).as(term).isCloseTo(0, within(SAME_MODEL_TOLERANCE));
      }
      assertThat(line.path("reg").asDouble()).isPositive();
    }
  }

  private RunFolder train(String... settings) {
    List<String> arguments = new ArrayList<>(List.of("train"));
    arguments.add(GoldenFixture.configuration(folder).toString());
    arguments.addAll(Arrays.asList(settings));
    assertThat(Main.run(arguments.toArray(String[]::new))).isZero();
    return GoldenFixture.run(folder);
  }
}
