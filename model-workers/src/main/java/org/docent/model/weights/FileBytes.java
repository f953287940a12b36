package org.docent.model.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.docent.protocol.failure.DocentException;

/** Small pieces of a file, each wholly inside it. */
final class FileBytes {

  private final Path file;
  private final FileChannel channel;
  private final long size;

  FileBytes(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.size = channel.size();
  }

  long size() {
    return size;
  }

  /** So many bytes from {@code begin}, little-endian; a fault when the file does not have them. */
  ByteBuffer read(long begin, int length) throws IOException {
    require(begin, length);
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, begin + bytes.position()) < 0) {
        throw fault("it became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  /** Checks that the file has these bytes. */
  void require(long begin, long length) {
    if (begin < 0 || length < 0 || length > size || begin > size - length) {
      throw fault(
          "it is cut off or broken: %s bytes are said to begin at byte %s and the file has %d"
              .formatted(Long.toUnsignedString(length), Long.toUnsignedString(begin), size));
    }
  }

  DocentException fault(String rule) {
    return DocentException.stop(file + ": " + rule + "; fetch the file again");
  }
}
