package org.docent.coordinator.term;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of one JSON object a line that belongs to the holder of a term, written by a thread of its
 * own so that no caller waits for a disk. Lines that are handed in together go to the medium
 * together. When the disk does not take them they wait and are tried again each second; when more
 * than {@value #ROOM} wait, no more are taken. A line that was cut off by a crash is dropped when
 * the file is read or opened again.
 */
public final class JsonLines implements AutoCloseable {

  /** Lines that may wait for the disk. */
  static final int ROOM = 10_000;

  private static final Logger log = LoggerFactory.getLogger(JsonLines.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long CLOSE_SECONDS = 10;
  private static final int TRIES_A_REPORT = 60;

  private final Path file;
  private final Term term;
  private final LineFile lines;
  private final ScheduledExecutorService writer;
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private int failures;
  private boolean retrying;
  private volatile @Nullable Future<?> retry;
  private boolean closed;

  /** Something to be written: a line, or, without a text, the file anew. */
  private record Entry(@Nullable String text, Predicate<JsonNode> keep, Runnable written) {}

  /**
   * Takes the file over with its whole lines.
   *
   * @throws DocentException when it cannot be read or written
   */
  public JsonLines(Path file, Term term) {
    this.file = file;
    this.term = term;
    try {
      this.lines = LineFile.takeOver(file, term);
    } catch (IOException e) {
      throw DocentException.stop(
          "%s cannot be taken over (%s): make room or make it writable, then resume"
              .formatted(file, IoReason.of(e)),
          e);
    }
    this.writer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "write-" + file.getFileName());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The whole lines of a file, none when it is not there. */
  public static List<JsonNode> read(Path file) throws IOException {
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

  /** Adds a line; false when there is no room to let it wait. */
  public boolean append(JsonNode line) {
    return append(line, () -> {});
  }

  /**
   * Adds a line; false when there is no room to let it wait.
   *
   * @param written called once the line is on the medium, where a successor finds it
   */
  public boolean append(JsonNode line, Runnable written) {
    return submit(new Entry(line + "\n", any -> true, written));
  }

  /** Drops the lines that do not fulfil {@code keep}. */
  public void keepOnly(Predicate<JsonNode> keep) {
    submit(new Entry(null, keep, () -> {}));
  }

  private boolean submit(Entry entry) {
    synchronized (waiting) {
      if (closed || (entry.text != null && waiting.size() >= ROOM)) {
        return false;
      }
      waiting.add(entry);
    }
    try {
      writer.execute(this::write);
    } catch (RejectedExecutionException e) {
      log.debug("{} is closed", file, e);
    }
    return true;
  }

  /** Writes what waits, unless the disk was full a moment ago. */
  private void write() {
    if (!retrying) {
      writeAll();
    }
  }

  private void writeAll() {
    retrying = false;
    for (List<Entry> next = next(); !next.isEmpty(); next = next()) {
      try {
        perform(next);
      } catch (IOException e) {
        failed(e);
        return;
      }
      failures = 0;
      synchronized (waiting) {
        next.forEach(entry -> waiting.removeFirst());
      }
      if (term.holds()) {
        next.forEach(entry -> entry.written.run());
      }
    }
  }

  /** The lines up to the next one that has the file written anew, or that one. */
  private List<Entry> next() {
    synchronized (waiting) {
      List<Entry> next = new ArrayList<>();
      for (Entry entry : waiting) {
        if (entry.text == null) {
          return next.isEmpty() ? List.of(entry) : next;
        }
        next.add(entry);
      }
      return next;
    }
  }

  private void perform(List<Entry> entries) throws IOException {
    Entry first = entries.get(0);
    if (first.text == null) {
      lines.rewrite(first.keep);
    } else {
      StringBuilder text = new StringBuilder();
      entries.forEach(entry -> text.append(entry.text));
      lines.append(text.toString());
    }
  }

  private void failed(IOException e) {
    if (!term.holds()) {
      log.warn("{} is another coordinator's now", file);
      synchronized (waiting) {
        closed = true;
        waiting.clear();
      }
      return;
    }
    if (failures++ % TRIES_A_REPORT == 0) {
      log.error("{} cannot be written, its lines wait for the disk: {}", file, IoReason.of(e));
    }
    if (!writer.isShutdown()) {
      retrying = true;
      retry = writer.schedule(this::writeAll, 1, TimeUnit.SECONDS);
    }
  }

  /** Writes what is waiting. */
  @Override
  public void close() {
    synchronized (waiting) {
      closed = true;
    }
    Future<?> later = retry;
    if (later != null) {
      later.cancel(false);
    }
    if (!writer.isShutdown()) {
      writer.execute(this::writeAll);
      writer.shutdown();
    }
    try {
      if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.error("{} was not written within {} s", file, CLOSE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (waiting) {
      if (!waiting.isEmpty()) {
        log.error("{} lines of {} were never written", waiting.size(), file);
      }
    }
    lines.close();
  }
}
