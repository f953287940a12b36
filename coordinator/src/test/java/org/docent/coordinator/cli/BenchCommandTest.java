package org.docent.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {

  private final Path folder;

  BenchCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** What a command did. */
  private record Outcome(int exit, String out, String err) {}

  private static Outcome docent(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Outcome(exit, out.toString(), err.toString());
  }

  @Test
  void generatePrintsWhatATokenCostsAndWritesWhatAComparisonNeeds() throws IOException {
    Path json = folder.resolve("generate.json");
    Outcome outcome =
        docent(
            "bench",
            "generate",
            "--size",
            "tiny",
            "--threads",
            "1",
            "--new-tokens",
            "9",
            "--sequences",
            "3",
            "--json",
            json.toString());
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("32 prompt positions, 9 new tokens, 3 sequences")
        .contains("a step at the end", "tokens per second");
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.get("tokens_per_second").asDouble())
        .isCloseTo(3 / report.get("seconds_per_step").asDouble(), within(1e-6));
    assertThat(docent("bench", "generate", "--size", "tiny", "--new-tokens", "1").err())
        .contains("--new-tokens is 1, must be at least 2");
    assertThat(docent("bench", "generate").exit()).isEqualTo(2);
  }

  @Test
  void computePrintsEveryPhaseAndWritesWhatAComparisonNeeds() throws IOException {
    Path json = folder.resolve("compute.json");
    Outcome outcome =
        docent(
            "bench",
            "compute",
            "--size",
            "tiny",
            "--threads",
            "1",
            "--steps",
            "2",
            "--json",
            json.toString());
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("size tiny, stage dft, float32, 1 threads, wall seconds")
        .contains("logits of 20 x 304")
        .containsSubsequence(
            "teacher forward",
            "student step, 4 samples",
            "forward",
            "losses",
            "backward",
            "optimizer",
            "samples/s, student step alone",
            "samples/s, teacher and student",
            "peak resident");

    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(keys(report))
        .contains(
            "size",
            "work",
            "clock",
            "dtype",
            "threads",
            "sample",
            "student_step",
            "student_steps",
            "co_located_step",
            "teacher_forward_seconds",
            "student_samples_per_second",
            "co_located_samples_per_second",
            "loss",
            "grad_norm",
            "peak_bytes");
    JsonNode step = report.path("student_step");
    double phases =
        step.path("forward").doubleValue()
            + step.path("losses").doubleValue()
            + step.path("backward").doubleValue()
            + step.path("optimizer").doubleValue();
    assertThat(phases).isEqualTo(step.path("seconds").doubleValue(), within(1e-9));
    assertThat(report.path("student_samples_per_second").doubleValue())
        .isEqualTo(4 / phases, within(1e-6));
    assertThat(report.path("loss").doubleValue()).isBetween(1.0, 20.0);
  }

  @Test
  void processorTimeGrowsWithTheWork() {
    Outcome outcome =
        docent(
            "bench",
            "compute",
            "--size",
            "tiny",
            "--threads",
            "1",
            "--samples",
            "100",
            "--clock",
            "cpu");
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("cpu seconds").doesNotContain("Infinity", "NaN");
  }

  @Test
  void memoryLooksTenTimesAndSaysHowFarItStrayed() {
    Outcome outcome =
        docent(
            "bench",
            "memory",
            "--size",
            "tiny",
            "--threads",
            "1",
            "--steps",
            "50",
            "--limit",
            "1000");
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines()).hasSize(12);
    assertThat(outcome.out()).contains(" 5 ", " 50 ", "largest deviation after step 5: ");
  }

  @Test
  void memoryThatStraysTooFarIsAFailure() {
    Outcome outcome =
        docent(
            "bench", "memory", "--size", "tiny", "--threads", "1", "--steps", "20", "--limit", "0");
    assertThat(outcome.exit()).isOne();
    assertThat(outcome.err()).contains("strayed by", "at most 0.00 % was allowed");
  }

  @Test
  void anUnknownSizeIsOneSentenceThatListsTheSizes() {
    Outcome outcome = docent("bench", "compute", "--size", "huge");
    assertThat(outcome.exit()).isOne();
    assertThat(outcome.err())
        .isEqualToNormalizingNewlines(
            "docent: size is \"huge\", must be one of tiny, narrow, small, medium, student-0.5b, 1.8b-0.5b, llava-kd-1b\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--samples", "--micro-batch", "--steps", "--chunk-rows"})
  void aCountBelowOneIsOneSentence(String option) {
    Outcome outcome = docent("bench", "compute", "--size", "tiny", option, "0");
    assertThat(outcome.exit()).isOne();
    assertThat(outcome.err())
        .isEqualToNormalizingNewlines(
            "docent: %s is 0, must be at least 1%n".formatted(option.substring(2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"compute", "memory", "generate"})
  void noThreadsIsAWrongCall(String bench) {
    Outcome outcome = docent("bench", bench, "--size", "tiny", "--threads", "0");
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains("docent: --threads is 0, must be at least 1; docent bench");
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
