package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.coordinator.cli.Main;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the coordinator of a real run says about its teachers' and its student's speed. */
@Tag("slow")
class CapacityTest {

  private final Path folder;

  CapacityTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void adviceIsToAddTeachersWhereTheyAreSlow() {
    RunFolder run =
        train("teacher.workers=2", "teacher.random-delay=400ms", "work.advice-interval=500ms");

    List<JsonNode> capacities = run.events("capacity");
    assertThat(capacities).isNotEmpty().allSatisfy(CapacityTest::isSane);
    List<JsonNode> stages =
        capacities.stream().filter(line -> line.path("whole_stage").asBoolean()).toList();
    assertThat(stages)
        .extracting(line -> line.path("stage").asText())
        .containsExactly("dpt", "dft");
    assertThat(stages)
        .allSatisfy(
            line -> {
              assertThat(line.path("teachers").size()).isEqualTo(2);
              assertThat(line.path("add_teachers").asInt()).isPositive();
              assertThat(line.path("advice").asText()).contains(": add ").endsWith(" like these");
              assertThat(line.path("infer_capacity").asDouble())
                  .isLessThan(line.path("train_capacity").asDouble());
            });
    assertThat(capacities)
        .anySatisfy(line -> assertThat(line.path("whole_stage").asBoolean()).isFalse());
  }

  @Test
  void nothingIsSaidWhenTurnedOff() {
    RunFolder run = train("work.advice-interval=0s");

    assertThat(run.events("capacity")).isEmpty();
  }

  private static void isSane(JsonNode line) {
    assertThat(line.path("infer_capacity").asDouble()).isPositive();
    assertThat(line.path("train_capacity").asDouble()).isPositive();
    assertThat(line.path("throughput").asDouble())
        .isBetween(0.0, 1.5 * line.path("train_capacity").asDouble());
    assertThat(line.path("wait_share").asDouble()).isBetween(0.0, 1.0);
    assertThat(line.path("ready_share").asDouble()).isBetween(0.0, 1.0);
    assertThat(line.path("bytes_per_sample").asDouble()).isPositive();
    double sum = 0;
    for (JsonNode teacher : line.path("teachers")) {
      sum += teacher.asDouble();
    }
    assertThat(sum).isEqualTo(line.path("infer_capacity").asDouble());
    assertThat(line.path("students").fieldNames())
        .toIterable()
        .singleElement(STRING)
        .endsWith("-0");
  }

  private RunFolder train(String... settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train", GoldenFixture.configuration(folder).toString(), "work.heartbeat=200ms"));
    arguments.addAll(List.of(settings));
    assertThat(Main.run(arguments.toArray(String[]::new))).isZero();
    return GoldenFixture.run(folder);
  }
}
