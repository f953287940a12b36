package org.docent.model.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes one file whole or not at all: into a temporary sibling, forced, then renamed over the
 * final name. A failure, a full disk say, leaves what stood under the final name and no temporary
 * file.
 */
public final class DurableFile {

  /** Takes the bytes of a file, in order. */
  @FunctionalInterface
  public interface Sink {
    /** Takes all that remains in {@code bytes}. */
    void write(ByteBuffer bytes) throws IOException;
  }

  /** Gives the bytes of a file to a sink. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Sink sink) throws IOException;
  }

  /** What goes to the channel at once: it copies a buffer of the heap whole into native memory. */
  private static final int PIECE_BYTES = 8 << 20;

  private DurableFile() {}

  /**
   * Writes {@code target}.
   *
   * @throws org.docent.protocol.failure.DocentException naming file, reason and usable space
   */
  public static void write(Path target, Content content) {
    Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.writeTo(bytes -> writeFully(channel, bytes));
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Disk.forceFolder(target.toAbsolutePath().resolveSibling("."));
    } catch (IOException e) {
      throw Disk.failure("write " + target, target, e);
    } finally {
      temporary.toFile().delete();
    }
  }

  /** Writes {@code bytes} as the file {@code target}. */
  public static void write(Path target, byte[] bytes) {
    write(target, sink -> sink.write(ByteBuffer.wrap(bytes)));
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    int end = bytes.limit();
    while (bytes.position() < end) {
      bytes.limit(Math.min(end, bytes.position() + PIECE_BYTES));
      channel.write(bytes);
      bytes.limit(end);
    }
  }
}
