package org.docent.tests.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A run directory as another process left it, or is writing it. */
public record RunFolder(Path path) {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> RESULTS =
      List.of("stage", "step", "loss", "reg", "res", "vis", "rel", "grad_norm", "lr", "lr_next");

  public Path model() {
    return path.resolve("model");
  }

  public Path checkpoint(int globalStep) {
    return path.resolve("checkpoint-" + globalStep);
  }

  /** Steps of the committed checkpoints, ascending. */
  public List<Integer> checkpoints() {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.matches("checkpoint-\\d+"))
          .map(name -> Integer.valueOf(name.substring("checkpoint-".length())))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<JsonNode> metrics() {
    return GoldenFixture.jsonLines(path.resolve("metrics.jsonl"));
  }

  /** All events in order. */
  List<JsonNode> allEvents() {
    return GoldenFixture.jsonLines(path.resolve("events.jsonl"));
  }

  /** The events of that name. */
  public List<JsonNode> events(String name) {
    return GoldenFixture.jsonLines(path.resolve("events.jsonl")).stream()
        .filter(event -> event.path("event").asText().equals(name))
        .toList();
  }

  /** The same while they are being written: a line that is not whole yet is left out. */
  public List<JsonNode> wholeEvents(String name) {
    String text = textOf("events.jsonl");
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .map(GoldenFixture::parsed)
        .filter(event -> event.path("event").asText().equals(name))
        .toList();
  }

  /** Whole lines of a file that may just be written. */
  private long lines(String file) {
    return textOf(file).chars().filter(c -> c == '\n').count();
  }

  private String textOf(String file) {
    try {
      Path lines = path.resolve(file);
      return Files.exists(lines) ? Files.readString(lines) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Steps that are logged. */
  public int steps() {
    return (int) lines("metrics.jsonl");
  }

  /** Waits until that many steps are logged. */
  public void awaitSteps(int steps, DocentProcess writer) {
    Await.until(
        "step " + steps + " of " + path,
        PATIENCE,
        () -> {
          assertThat(writer.alive()).as(writer::printed).isTrue();
          return lines("metrics.jsonl") >= steps;
        });
  }

  /** Waits until an event of that name tells of that teacher. */
  public void awaitEvent(String name, String teacher, DocentProcess writer) {
    String wanted = "\"event\":\"%s\",\"teacher\":\"%s\"".formatted(name, teacher);
    Await.until(
        name + " of " + teacher + " in " + path,
        PATIENCE,
        () -> {
          assertThat(writer.alive()).as(writer::printed).isTrue();
          return textOf("events.jsonl").contains(wanted);
        });
  }

  /** Every step is logged once, in order. */
  public void assertEveryStepIsLoggedOnce() {
    assertThat(metrics())
        .extracting(line -> line.path("global_step").asInt())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, GoldenFixture.STEPS).boxed().toList());
  }

  /** Weights, optimizer and what was logged of each step are the same to the bit. */
  public void assertSameResultAs(RunFolder other) {
    assertSameBytes(
        model().resolve("model.safetensors"), other.model().resolve("model.safetensors"));
    Path last = checkpoint(GoldenFixture.STEPS);
    Path otherLast = other.checkpoint(GoldenFixture.STEPS);
    assertSameBytes(
        last.resolve("optimizer.safetensors"), otherLast.resolve("optimizer.safetensors"));
    assertEveryStepIsLoggedOnce();
    assertThat(results()).isEqualTo(other.results());
  }

  private List<List<JsonNode>> results() {
    return metrics().stream().map(line -> RESULTS.stream().map(line::path).toList()).toList();
  }

  private static void assertSameBytes(Path file, Path other) {
    try {
      assertThat(Files.size(file)).isPositive();
      assertThat(Files.mismatch(file, other))
          .as("first byte of %s unlike %s", file, other)
          .isEqualTo(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
