package org.docent.model.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.docent.model.storage.DurableFile;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file with tensors. What lies where is read and checked once; a tensor is mapped when it is
 * asked for, each by itself, so a file may be of any size.
 */
final class TensorFile implements WeightSource {

  private static final Logger log = LoggerFactory.getLogger(TensorFile.class);

  /** Finds the tensors of a file; any fault is a {@link DocentException} of one sentence. */
  interface Contents {
    SortedMap<String, StoredTensor> read(Path file, FileChannel channel) throws IOException;
  }

  /** What is copied at once; a multiple of every element's size. */
  private static final int PIECE_BYTES = 4 << 20;

  private final Path file;
  private final FileChannel channel;
  private final SortedMap<String, StoredTensor> tensors;

  private TensorFile(Path file, FileChannel channel, SortedMap<String, StoredTensor> tensors) {
    this.file = file;
    this.channel = channel;
    this.tensors = tensors;
  }

  static TensorFile open(Path file, Contents contents) {
    if (!Files.isRegularFile(file)) {
      throw DocentException.stop(file + ": there is no such file; give a file with weights");
    }
    FileChannel channel = null;
    TensorFile opened = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      opened = new TensorFile(file, channel, contents.read(file, channel));
      return opened;
    } catch (IOException e) {
      throw DocentException.stop(file + ": cannot be read: " + IoReason.of(e), e);
    } finally {
      if (opened == null && channel != null) {
        closeQuietly(channel);
      }
    }
  }

  @Override
  public String origin() {
    return file.toString();
  }

  @Override
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(tensors.keySet()));
  }

  @Override
  public TensorSpec spec(String name) {
    return stored(name).spec();
  }

  @Override
  public ByteBuffer bytes(String name) {
    StoredTensor stored = stored(name);
    long length = stored.spec().byteCount();
    if (length > Integer.MAX_VALUE) {
      throw DocentException.stop(
          "%s: tensor '%s' has %d bytes; one tensor may have 2147483647, store it as BF16 or F16"
              .formatted(file, name, length));
    }
    try {
      return channel.map(MapMode.READ_ONLY, stored.begin(), length).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw DocentException.stop(
          "%s: tensor '%s' cannot be mapped: %s".formatted(file, name, IoReason.of(e)), e);
    }
  }

  @Override
  public void copyTo(String name, DurableFile.Sink sink) throws IOException {
    StoredTensor stored = stored(name);
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    for (long at = stored.begin(); at < stored.end(); at += PIECE_BYTES) {
      piece.clear().limit((int) Math.min(PIECE_BYTES, stored.end() - at));
      fill(piece, at, name);
      sink.write(piece.flip().order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  private void fill(ByteBuffer piece, long at, String name) {
    try {
      while (piece.hasRemaining()) {
        if (channel.read(piece, at + piece.position()) < 0) {
          throw DocentException.stop(
              "%s: tensor '%s' is cut off: the file became shorter while it was read"
                  .formatted(file, name));
        }
      }
    } catch (IOException e) {
      throw DocentException.stop(
          "%s: tensor '%s' cannot be read: %s".formatted(file, name, IoReason.of(e)), e);
    }
  }

  @Override
  public Optional<FileRegion> region(String name) {
    return Optional.of(new FileRegion(file, stored(name).begin()));
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private StoredTensor stored(String name) {
    StoredTensor stored = tensors.get(name);
    if (stored == null) {
      throw DocentException.stop(file + ": there is no tensor '" + name + "'");
    }
    return stored;
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.warn("a file that was only read did not close", e);
    }
  }
}
