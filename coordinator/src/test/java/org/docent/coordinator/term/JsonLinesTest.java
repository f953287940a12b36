package org.docent.coordinator.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {

  private final Path run;
  private final Path file;

  JsonLinesTest(@TempDir Path run) {
    this.run = run;
    this.file = run.resolve("metrics.jsonl");
  }

  @Test
  void aSuccessorKeepsWholeLinesAndDropsATornOne() throws IOException {
    Files.writeString(file, "{\"n\":1}\n{\"n\":2}\n{\"n\"");

    try (JsonLines lines = open()) {
      lines.append(line(3));
    }

    assertThat(Files.readString(file)).isEqualTo("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
  }

  @Test
  void whatAFencedWriterAddsReachesNobodyAndIsNotCalledWritten() throws IOException {
    List<String> written = new CopyOnWriteArrayList<>();
    JsonLines old = open();
    old.append(line(1), () -> written.add("1"));
    old.keepOnly(any -> true); // whoever comes after this has seen the line before
    try (JsonLines next = takeOverOnce(written, "1")) {
      old.append(line(2), () -> written.add("2"));
      old.keepOnly(any -> false);
      old.close();
      next.append(line(3));
    }

    assertThat(numbers()).containsExactly(1, 3);
    assertThat(written).containsExactly("1");
  }

  @Test
  void linesWaitForADiskThatDoesNotTakeThem() throws IOException {
    List<String> written = new CopyOnWriteArrayList<>();
    Path folder = Files.createDirectories(run.resolve("sub"));
    Term term = Term.take(run, "h:1");
    JsonLines lines = new JsonLines(folder.resolve("events.jsonl"), term);
    Path blocked = term.draft("sub-events.jsonl");
    Files.createDirectories(blocked.resolve("in the way")); // a rewrite fails until this is gone

    lines.append(line(1));
    lines.keepOnly(any -> true);
    lines.append(line(2), () -> written.add("2"));
    awaitLines(folder.resolve("events.jsonl"), 1);
    assertThat(written).isEmpty();
    Files.delete(blocked.resolve("in the way"));
    Files.delete(blocked);
    lines.close();

    assertThat(JsonLines.read(folder.resolve("events.jsonl"))).hasSize(2);
    assertThat(written).containsExactly("2");
  }

  @Test
  void takesNoMoreLinesThanItHasRoomFor() throws IOException {
    Term term = Term.take(run, "h:1");
    JsonLines lines = new JsonLines(file, term);
    Path blocked = Files.createDirectories(term.draft(run.getFileName() + "-metrics.jsonl"));
    lines.keepOnly(any -> true);

    int taken = 0;
    while (taken <= JsonLines.ROOM && lines.append(line(taken))) {
      taken++;
    }
    Files.delete(blocked);
    lines.close();

    assertThat(taken).isBetween(JsonLines.ROOM - 1, JsonLines.ROOM);
    assertThat(numbers()).hasSize(taken).isSorted();
  }

  @Test
  void aFileThatCannotBeTakenOverIsASentence() throws IOException {
    Term term = Term.take(run, "h:1");
    Files.createDirectories(file.resolve("in the way"));

    assertThatThrownBy(() -> new JsonLines(file, term))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("metrics.jsonl cannot be taken over");
  }

  /** Opens the successor's file once the line before is written. */
  private JsonLines takeOverOnce(List<String> written, String line) throws IOException {
    while (!written.contains(line)) {
      Thread.onSpinWait();
    }
    return open();
  }

  private static void awaitLines(Path file, int count) throws IOException {
    while (JsonLines.read(file).size() < count) {
      Thread.onSpinWait();
    }
  }

  private JsonLines open() throws IOException {
    return new JsonLines(file, Term.take(run, "h:1"));
  }

  private List<Integer> numbers() throws IOException {
    return JsonLines.read(file).stream().map(line -> line.path("n").asInt()).toList();
  }

  private static JsonNode line(int number) {
    return JsonNodeFactory.instance.objectNode().put("n", number);
  }
}
