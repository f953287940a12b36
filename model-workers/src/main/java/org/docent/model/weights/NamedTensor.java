package org.docent.model.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.docent.model.storage.DurableFile;

/**
 * A tensor to be written; its little-endian content is asked for only when its turn comes, and may
 * be asked for again.
 */
public record NamedTensor(TensorSpec spec, DurableFile.Content content) {

  /** A tensor whose content is one buffer. */
  public NamedTensor(TensorSpec spec, Supplier<ByteBuffer> bytes) {
    this(spec, sink -> sink.write(bytes.get().duplicate()));
  }

  /** The tensor {@code name} of {@code source}, byte for byte. */
  public static NamedTensor of(WeightSource source, String name) {
    return new NamedTensor(source.spec(name), sink -> source.copyTo(name, sink));
  }

  public String name() {
    return spec.name();
  }

  /** The same content under another name. */
  public NamedTensor renamed(String newName) {
    return new NamedTensor(spec.renamed(newName), content);
  }

  /**
   * Writes the content.
   *
   * @throws IllegalArgumentException when it is not as long as type and shape say
   */
  void writeTo(DurableFile.Sink sink) throws IOException {
    long[] written = {0};
    content.writeTo(
        bytes -> {
          written[0] += bytes.remaining();
          sink.write(bytes);
        });
    if (written[0] != spec.byteCount()) {
      throw new IllegalArgumentException(
          "%s needs %d bytes but came with %d".formatted(spec, spec.byteCount(), written[0]));
    }
  }
}
