package org.docent.model.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.SortedSet;
import org.docent.model.storage.DurableFile;

/** Named tensors that can be read, whatever file or files they lie in. */
public interface WeightSource extends Closeable {

  /** Where the tensors come from, for messages: a file or folder. */
  String origin();

  SortedSet<String> names();

  /**
   * Type and shape of a tensor.
   *
   * @throws org.docent.protocol.failure.DocentException when there is no such tensor
   */
  TensorSpec spec(String name);

  /**
   * The content of a tensor, row-major: a read-only little-endian view of a mapping, without a
   * copy.
   *
   * @throws org.docent.protocol.failure.DocentException when there is no such tensor, or one of
   *     more than 2 GiB, which a buffer cannot show
   */
  ByteBuffer bytes(String name);

  /**
   * Gives the content of a tensor of any size to {@code sink}, in pieces of whole elements that are
   * little-endian, so that little of it is in memory at a time.
   *
   * @throws org.docent.protocol.failure.DocentException when there is no such tensor or it cannot
   *     be read
   * @throws IOException from the sink
   */
  default void copyTo(String name, DurableFile.Sink sink) throws IOException {
    sink.write(bytes(name).duplicate().order(ByteOrder.LITTLE_ENDIAN));
  }

  /** Where a tensor lies in a file, if it does: there it can be mapped whatever its size. */
  default Optional<FileRegion> region(String name) {
    return Optional.empty();
  }

  /** Frees the files. Buffers handed out before stay readable. Idempotent; never throws. */
  @Override
  void close();
}
