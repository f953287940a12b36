package org.docent.coordinator.term;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.Predicate;
import org.docent.model.storage.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of a {@link JsonLines}: a file of its own that was renamed out of the term's folder
 * over the one before, and the channel to it. Not for several threads.
 */
final class LineFile {

  private static final Logger log = LoggerFactory.getLogger(LineFile.class);

  private final Path file;
  private final Path draft;
  private FileChannel channel;
  private long end;

  private LineFile(Path file, Path draft, FileChannel channel, long end) {
    this.file = file;
    this.draft = draft;
    this.channel = channel;
    this.end = end;
  }

  static LineFile takeOver(Path file, Term term) throws IOException {
    Path folder = folderOf(file);
    Files.createDirectories(folder);
    Path draft = term.draft(folder.getFileName() + "-" + file.getFileName());
    FileChannel channel = copy(file, draft, line -> true);
    return new LineFile(file, draft, channel, channel.size());
  }

  private static Path folderOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
  }

  /** Writes the file anew with the lines that fulfil {@code keep}. */
  void rewrite(Predicate<JsonNode> keep) throws IOException {
    FileChannel shorter = copy(file, draft, keep);
    close();
    channel = shorter;
    end = shorter.size();
  }

  private static FileChannel copy(Path file, Path draft, Predicate<JsonNode> keep)
      throws IOException {
    StringBuilder kept = new StringBuilder();
    for (JsonNode line : JsonLines.read(file)) {
      if (keep.test(line)) {
        kept.append(line).append('\n');
      }
    }
    FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      write(channel, kept.toString(), 0);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Disk.forceFolder(folderOf(file));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Adds text at the end, or nothing. */
  void append(String text) throws IOException {
    try {
      end = write(channel, text, end);
    } catch (IOException e) {
      cutTo(end);
      throw e;
    }
  }

  private void cutTo(long length) {
    try {
      channel.truncate(length);
    } catch (IOException e) {
      log.debug("what was half written stays until it is written over", e);
    }
  }

  private static long write(FileChannel channel, String text, long from) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    long at = from;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    channel.force(false);
    return at;
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("{} did not close", file, e);
    }
  }
}
