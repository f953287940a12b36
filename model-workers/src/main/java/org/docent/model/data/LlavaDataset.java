package org.docent.model.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * A LLaVA JSON file: one array of records. Opening reads the whole file once and keeps where each
 * record stands; a record is read from the file when it is asked for, so a file of a gigabyte costs
 * 16 bytes of memory a record, and 4 more where lengths are wanted. Safe for use by several
 * threads.
 */
public final class LlavaDataset {

  private final Path file;
  private final RecordIndex index;

  private final @Nullable RecordLengths lengths;

  private LlavaDataset(Path file, @Nullable RecordLengths lengths) {
    this.file = file;
    this.lengths = lengths;
    this.index = RecordIndex.scan(file, lengths);
  }

  /** Opens {@code json}; broken JSON anywhere in it is an error naming record and line. */
  public static LlavaDataset open(Path json) {
    return new LlavaDataset(json, /* lengths= */ null);
  }

  /** Opens {@code json} and takes the length of every record in the same pass. */
  public static LlavaDataset openMeasured(Path json) {
    return new LlavaDataset(json, new RecordLengths());
  }

  public Path file() {
    return file;
  }

  /** How many records it holds, at least one. */
  public int size() {
    return index.size();
  }

  /**
   * The signed length of each record, by which the recipe groups: the words of all its turns as
   * Python's {@code split()} counts them, {@code <image>} included, at least 1; negative for a
   * record that is text only.
   */
  public int[] signedLengths() {
    if (lengths == null) {
      throw new IllegalStateException(file + " was opened without taking lengths");
    }
    return lengths.toArray();
  }

  /** Reads record {@code i}, counted from 0; what is wrong with it is a fault of that sample. */
  public LlavaRecord record(int i) {
    if (i < 0 || i >= size()) {
      throw new IllegalArgumentException(
          "There is no record " + i + " in " + file + "; it holds " + size());
    }
    return new RecordParser(file, i, index.line(i)).parse(bytes(i));
  }

  private byte[] bytes(int i) {
    ByteBuffer bytes = ByteBuffer.allocate(index.length(i));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, index.start(i) + bytes.position()) < 0) {
          throw new EOFException("it is shorter than when it was opened");
        }
      }
    } catch (IOException e) {
      throw DocentException.stop(
          "Record " + i + " of " + file + " cannot be read again: " + IoReason.of(e) + ".", e);
    }
    return bytes.array();
  }
}
