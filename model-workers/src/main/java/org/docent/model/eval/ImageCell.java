package org.docent.model.eval;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/**
 * A picture in base64 within a table: MMBench's tables are hundreds of megabytes of such cells, so
 * each is read when it is wanted.
 *
 * @param start where the cell begins in the file, in bytes
 * @param length of the cell in bytes
 */
public record ImageCell(Path table, long start, int length) implements ImageReference {

  public ImageCell {
    if (start < 0 || length <= 0) {
      throw new IllegalArgumentException(
          "A cell of " + length + " bytes at byte " + start + " of " + table + " holds no picture");
    }
  }

  @Override
  public String place() {
    return "at byte " + start + " of " + table;
  }

  @Override
  public byte[] read() {
    ByteBuffer cell = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(table, StandardOpenOption.READ)) {
      while (cell.hasRemaining()) {
        if (channel.read(cell, start + cell.position()) < 0) {
          throw new EOFException("the file is shorter than when it was opened");
        }
      }
      return Base64.getMimeDecoder().decode(cell.array());
    } catch (IOException e) {
      throw unreadable(IoReason.of(e), e);
    } catch (IllegalArgumentException e) {
      throw unreadable("it is not base64", e);
    }
  }

  private DocentException unreadable(String reason, Exception cause) {
    return DocentException.skip("The image " + place() + " cannot be read: " + reason + ".", cause);
  }
}
