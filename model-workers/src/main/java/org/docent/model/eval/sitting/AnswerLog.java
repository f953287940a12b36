package org.docent.model.eval.sitting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.docent.model.eval.file.PythonJson;
import org.docent.model.storage.Disk;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * Answers as they are given, each a line of a file that is only ever appended to: its place among
 * the questions, the text and a checksum of both, behind a first line with the key. A process that
 * dies loses what it was about to write; a line that is torn or damaged is answered again. One
 * process at a time writes to it.
 */
public final class AnswerLog implements Closeable {

  /** Lines after which what was written is forced to the medium. */
  private static final int FORCE_EVERY = 32;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final FileChannel channel;
  private final SortedMap<Integer, String> answers = new TreeMap<>();
  private int unforced;

  private AnswerLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens the log of {@code key} in {@code folder}, which is made, with all that is in it.
   *
   * @throws DocentException when another process writes to it, or the disk will not have it
   */
  public static AnswerLog open(Path folder, SittingKey key) {
    Path file = folder.resolve("answers-" + key.brief() + ".partial");
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      AnswerLog log = new AnswerLog(file, channel);
      try {
        log.lock();
        log.recover(key);
        return log;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw Disk.failure("write " + file, file, e);
    }
  }

  private void lock() throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock(); // held until the channel is closed
      if (lock != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      throw inUse();
    }
    throw inUse();
  }

  private DocentException inUse() {
    return DocentException.stop(
        "Another docent eval is writing to " + file + "; wait for it or give another --output.");
  }

  private void recover(SittingKey key) throws IOException {
    String text = content();
    int whole = text.lastIndexOf('\n') + 1; // what follows was torn
    String first = header(key);
    if (!text.startsWith(first)) {
      channel.truncate(0);
      channel.position(0);
      write(first);
      return;
    }
    text.substring(first.length(), whole).lines().forEach(this::take);
    channel.truncate(whole);
    channel.position(whole);
  }

  /** Read by the channel that has the lock: closing any other of this file would give it up. */
  private String content() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
      // goes on where the last one ended
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
  }

  private static String header(SittingKey key) {
    return PythonJson.dumps(JSON.createObjectNode().put("key", key.hex())) + "\n";
  }

  /** A damaged line is passed over: its question is asked again. */
  private void take(String line) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return;
    }
    int index = json.path("index").asInt(-1);
    String text = json.path("text").asText();
    if (index >= 0 && checksum(index, text).equals(json.path("crc").asText())) {
      answers.put(index, text);
    }
  }

  /** The answer to question {@code index}, if it was given. */
  public synchronized Optional<String> answer(int index) {
    return Optional.ofNullable(answers.get(index));
  }

  /** How many answers it has. */
  public synchronized int size() {
    return answers.size();
  }

  /** Appends the answer to question {@code index}. */
  synchronized void add(int index, String text) {
    try {
      ObjectNode json = JSON.createObjectNode();
      json.put("index", index).put("text", text).put("crc", checksum(index, text));
      write(PythonJson.dumps(json) + "\n");
      if (++unforced >= FORCE_EVERY) {
        channel.force(false);
        unforced = 0;
      }
      answers.put(index, text);
    } catch (IOException e) {
      throw Disk.failure("write " + file, file, e);
    }
  }

  private void write(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static String checksum(int index, String text) {
    CRC32C crc = new CRC32C();
    crc.update((index + ":" + text).getBytes(StandardCharsets.UTF_16BE));
    return "%08x".formatted(crc.getValue());
  }

  /** Deletes the file: what is in it stands elsewhere now. */
  public void delete() {
    close();
    file.toFile().delete();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw Disk.failure("write " + file, file, e);
    }
  }
}
