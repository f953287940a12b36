package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.docent.coordinator.cli.Main;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code docent plan} predicts, held against what a run does. */
@Tag("slow")
class PlanTest {

  private final Path folder;

  PlanTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** What a command did. */
  private record Outcome(int exit, String out, String err) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "signals.hidden-dtype=float32",
        "signals.hidden-dtype=bf16",
        "signals.vis=full",
        "signals.res=topk signals.vis=topk signals.top-k=7",
        "signals.res=topk signals.vis=topk signals.top-k=7 signals.rel=packed signals.relation-dtype=int8",
      })
  void predictsTheBytesThatTeachersThenSend(String signals) {
    String[] settings =
        Arrays.stream(signals.split(" ")).map("stage-defaults."::concat).toArray(String[]::new);
    Path json = folder.resolve("plan.json");
    Outcome plan =
        docent("plan", with(settings, "--teacher-rate=50", "--student-rate=200", "--json=" + json));
    assertThat(plan.exit()).as(plan.err()).isZero();
    assertThat(GoldenFixture.run(folder).path()).doesNotExist();

    assertThat(docent("train", settings).exit()).isZero();

    RunFolder run = GoldenFixture.run(folder);
    List<JsonNode> sent =
        run.events("capacity").stream()
            .filter(line -> line.path("whole_stage").asBoolean())
            .toList();
    JsonNode stages = GoldenFixture.json(json).path("stages");
    assertThat(run.events("lease_revoked")).isEmpty();
    assertThat(stages).hasSize(2);
    for (int i = 0; i < stages.size(); i++) {
      JsonNode stage = stages.get(i);
      assertThat(stage.path("stage").asText()).isEqualTo(sent.get(i).path("stage").asText());
      assertThat(stage.path("exact").asBoolean()).isTrue();
      JsonNode configured = stage.path("codecs").get(0);
      assertThat(configured.path("configured").asBoolean()).isTrue();
      assertThat(configured.path("bytes_per_sample").asDouble())
          .isPositive()
          .isEqualTo(sent.get(i).path("bytes_per_sample").asDouble());
      assertThat(stage.path("samples").asLong())
          .isEqualTo(samples(run, stage.path("stage").asText()));
      assertThat(configured.path("reaches").get(3).path("teachers").asInt()).isEqualTo(4);
    }
  }

  @Test
  void measuresRealModelsAndLeavesNothingBehind() {
    Outcome plan = docent("plan", "--micro-batches=2", "--network=1Mbit");

    assertThat(plan.exit()).as(plan.err()).isZero();
    assertThat(plan.out())
        .contains("stage dpt: 6 steps, 22 samples")
        .contains("stage dft: 6 steps, 21 samples")
        .doesNotContain("stage sft")
        .contains("measured here on 2 micro-batches of 2")
        .contains("1Mbit: take ")
        .contains("! the link is the limit");
    assertThat(GoldenFixture.run(folder).path()).doesNotExist();
  }

  @Test
  void ofALongStageSomeStepsAreLookedAt() {
    Outcome plan = docent("plan", "--records=8", "--teacher-rate=50", "--student-rate=200");

    assertThat(plan.out()).contains("the mean of 8 samples in 2 steps at even distances");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--network=10 | 1 | network is \"10\", must be a number above 0 with kbit, Mbit or Gbit",
        "--student-rate=-1 | 1 | --student-rate is -1.0, must be a number of samples a second",
        "--micro-batches=0 | 2 | --micro-batches is 0, must be at least 1",
        "stages=[sft] | 1 | no stage of golden weighs a term that needs a teacher",
      })
  void refusesInOneSentence(String argument, int exit, String sentence) {
    Outcome plan = docent("plan", argument);

    assertThat(plan.exit()).isEqualTo(exit);
    assertThat(plan.err()).contains(sentence).hasLineCount(1);
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
  }

  private static long samples(RunFolder run, String stage) {
    return run.metrics().stream()
        .filter(line -> line.path("stage").asText().equals(stage))
        .mapToLong(line -> line.path("samples").asLong())
        .sum();
  }

  private Outcome docent(String command, String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> arguments = new ArrayList<>();
    arguments.add(command);
    arguments.add(GoldenFixture.configuration(folder).toString());
    arguments.addAll(List.of(more));
    int exit =
        Main.run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
    return new Outcome(exit, out.toString(), err.toString());
  }
}
