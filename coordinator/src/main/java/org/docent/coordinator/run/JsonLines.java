package org.docent.coordinator.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of one JSON object a line, written by a thread of its own so that no caller waits for a
 * disk. Each line is handed to the operating system before the next one; a line that was cut off by
 * a crash is dropped when the file is read or opened again. A write that fails is reported and
 * costs that line only: a log must not stop a run.
 */
final class JsonLines implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JsonLines.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long CLOSE_SECONDS = 10;

  private final Path file;
  private final ExecutorService writer;

  JsonLines(Path file) {
    this.file = file;
    this.writer =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "write-" + file.getFileName());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The whole lines of a file, none when it is not there. */
  static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    if (Files.exists(file)) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        JsonNode node = parse(line);
        if (node != null) {
          lines.add(node);
        }
      }
    }
    return lines;
  }

  private static @Nullable JsonNode parse(String line) {
    try {
      JsonNode node = MAPPER.readTree(line);
      return node.isObject() ? node : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  void append(JsonNode line) {
    String text = line + "\n";
    submit(
        () -> Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  /** Drops the lines that do not fulfil {@code keep}. */
  void keepOnly(Predicate<JsonNode> keep) {
    submit(() -> rewrite(keep));
  }

  private void rewrite(Predicate<JsonNode> keep) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    StringBuilder kept = new StringBuilder();
    for (JsonNode line : read(file)) {
      if (keep.test(line)) {
        kept.append(line).append('\n');
      }
    }
    Path shorter = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(shorter, kept);
    Files.move(shorter, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void submit(Write write) {
    try {
      writer.execute(
          () -> {
            try {
              write.run();
            } catch (IOException e) {
              log.error("{} cannot be written, a line is lost: {}", file, e.toString());
            }
          });
    } catch (RejectedExecutionException e) {
      log.debug("{} is closed", file, e);
    }
  }

  /** Writes what is waiting. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.error("{} was not written within {} s, lines are lost", file, CLOSE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Write {
    void run() throws IOException;
  }
}
