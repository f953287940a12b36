package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.docent.coordinator.cli.Main;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs whose samples are grouped by modality and length. */
@Tag("slow")
class GroupedSamplesTest {

  private static final double CUT_TOLERANCE = 1e-5;

  private final Path folder;

  GroupedSamplesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void groupedRunsResumeToTheSameBytesAndGiveTheSameLossesHoweverTheyAreCut() throws IOException {
    RunFolder whole = train("whole", "stage-defaults.save-steps=4");
    RunFolder cut =
        train(
            "cut",
            "stage-defaults.per-device-train-batch-size=4",
            "stage-defaults.gradient-accumulation-steps=1");
    RunFolder taken = takenUpAfter(8, whole);

    assertThat(Main.run("resume", taken.path().toString())).isZero();

    assertThat(whole.metrics())
        .filteredOn(line -> line.path("stage").asText().equals("dft") && isText(line))
        .as("four of the thirteen records are text only: one global batch in each epoch")
        .hasSizeBetween(1, 2);
    taken.assertSameResultAs(whole);
    assertThat(losses(cut)).hasSize(GoldenFixture.STEPS);
    for (int i = 0; i < GoldenFixture.STEPS; i++) {
      double loss = losses(whole).get(i);
      assertThat(losses(cut).get(i)).isCloseTo(loss, within(CUT_TOLERANCE * loss));
    }
    assertThat(losses(whole)).isNotEqualTo(losses(GoldenRun.undisturbed().run()));
  }

  /** The fixture's stages take their samples as they stand, in micro-batches of two. */
  @Test
  void validateSaysHowMuchOfTheMicroBatchesIsPadding() {
    StringWriter out = new StringWriter();
    String conf = GoldenFixture.configuration(folder).toString();

    assertThat(Main.run(new PrintWriter(out), new PrintWriter(out), "validate", conf)).isZero();

    assertThat(out.toString().lines().map(String::strip))
        .filteredOn(line -> line.endsWith("padding"))
        .containsExactlyElementsOf(
            Stream.of("dpt", "sft", "dft").map(GroupedSamplesTest::paddingLine).toList());
  }

  private static String paddingLine(String stage) {
    List<Integer> lengths = new ArrayList<>();
    GoldenFixture.json(GoldenFixture.file("expected/inspect-" + stage + ".json"))
        .path("samples")
        .forEach(sample -> lengths.add(sample.path("length").asInt()));
    int positions = 0;
    for (int i = 0; i < lengths.size(); i += 2) {
      List<Integer> part = lengths.subList(i, Math.min(lengths.size(), i + 2));
      positions += part.size() * part.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
    int used = lengths.stream().mapToInt(Integer::intValue).sum();
    double percent = 100.0 * (positions - used) / positions;
    assertThat(percent).isGreaterThan(1);
    return String.format(
        Locale.ROOT, "micro-batches of 2: %.1f %% of their positions are padding", percent);
  }

  private RunFolder train(String name, String... settings) {
    List<String> arguments = new ArrayList<>(List.of("train"));
    arguments.add(GoldenFixture.configuration(folder.resolve(name)).toString());
    arguments.add("stage-defaults.shuffle=true");
    arguments.add("stage-defaults.group-by-modality-length=true");
    arguments.addAll(List.of(settings));
    assertThat(Main.run(arguments.toArray(String[]::new))).isZero();
    return GoldenFixture.run(folder.resolve(name));
  }

  /** A copy of the run as it was when that step's checkpoint was its last. */
  private RunFolder takenUpAfter(int step, RunFolder run) throws IOException {
    RunFolder copy = new RunFolder(folder.resolve("taken-up"));
    List<Path> later =
        Stream.concat(
                Stream.of(run.model()),
                run.checkpoints().stream().filter(at -> at > step).map(run::checkpoint))
            .toList();
    assertThat(later).hasSizeGreaterThan(1);
    try (Stream<Path> files = Files.walk(run.path())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (later.stream().noneMatch(file::startsWith)) {
          Path target = copy.path().resolve(run.path().relativize(file).toString());
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
    return copy;
  }

  private static boolean isText(JsonNode step) {
    return step.path("vis").asDouble() == 0;
  }

  private static List<Double> losses(RunFolder run) {
    return run.metrics().stream().map((JsonNode line) -> line.path("loss").asDouble()).toList();
  }
}
