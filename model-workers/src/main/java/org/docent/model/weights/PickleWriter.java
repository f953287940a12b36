package org.docent.model.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.docent.model.storage.DurableFile;

/**
 * Writes a file of torch.save: a zip file whose entries are stored, not compressed, each beginning
 * at a multiple of 64. Tensors are written one at a time, twice asked for: a stored entry says its
 * checksum before its bytes. A file appears whole or not at all, and the same tensors give the same
 * bytes.
 */
final class PickleWriter {

  private static final int ALIGNMENT = 64;
  private static final int LOCAL_HEADER_BYTES = 30;
  private static final int EXTRA_HEADER_BYTES = 4;

  /** The tag of the extra field with which PyTorch itself pads: the letters FB. */
  private static final int PADDING_TAG = 0x4246;

  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final String folder;
  private final DurableFile.Sink sink;
  private final ZipOutputStream zip;
  private long position;

  private PickleWriter(String folder, DurableFile.Sink sink) {
    this.folder = folder;
    this.sink = sink;
    this.zip = new ZipOutputStream(new Counted());
    zip.setMethod(ZipOutputStream.STORED);
  }

  /**
   * Writes {@code tensors} as {@code file}, loadable by torch.load with {@code weights_only}.
   *
   * @throws IllegalArgumentException when two tensors share a name
   * @throws org.docent.protocol.failure.DocentException when the disk does not take it
   */
  static void write(Path file, List<NamedTensor> tensors) {
    Set<String> names = new HashSet<>();
    for (NamedTensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("two tensors to write are named " + tensor.name());
      }
    }
    String folder = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    DurableFile.write(file, sink -> new PickleWriter(folder, sink).write(tensors));
  }

  private void write(List<NamedTensor> tensors) throws IOException {
    List<TensorSpec> specs = new ArrayList<>();
    tensors.forEach(tensor -> specs.add(tensor.spec()));
    entry("data.pkl", StatePickle.of(specs));
    entry("byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    for (int key = 0; key < tensors.size(); key++) {
      NamedTensor tensor = tensors.get(key);
      entry("data/" + key, tensor.spec().byteCount(), tensor::writeTo);
    }
    entry("version", "3\n".getBytes(StandardCharsets.US_ASCII));
    zip.finish();
  }

  private void entry(String name, byte[] bytes) throws IOException {
    entry(name, bytes.length, to -> to.write(ByteBuffer.wrap(bytes)));
  }

  private void entry(String name, long bytes, DurableFile.Content content) throws IOException {
    CRC32 crc = new CRC32();
    content.writeTo(crc::update);
    ZipEntry entry = new ZipEntry(folder + "/" + name);
    entry.setTimeLocal(NO_TIME);
    entry.setSize(bytes);
    entry.setCompressedSize(bytes);
    entry.setCrc(crc.getValue());
    entry.setExtra(padding(entry.getName()));
    zip.putNextEntry(entry);
    zip.flush();
    content.writeTo(this::contentTo);
    zip.closeEntry();
  }

  /** Through pieces, since a zip stream takes arrays. */
  private void contentTo(ByteBuffer bytes) throws IOException {
    byte[] piece = new byte[Math.min(1 << 20, bytes.remaining())];
    while (bytes.hasRemaining()) {
      int length = Math.min(piece.length, bytes.remaining());
      bytes.get(piece, 0, length);
      zip.write(piece, 0, length);
    }
  }

  private byte[] padding(String name) {
    int header =
        LOCAL_HEADER_BYTES + name.getBytes(StandardCharsets.UTF_8).length + EXTRA_HEADER_BYTES;
    int pad = (int) Math.floorMod(-(position + header), (long) ALIGNMENT);
    byte[] extra = new byte[EXTRA_HEADER_BYTES + pad];
    extra[0] = (byte) PADDING_TAG;
    extra[1] = (byte) (PADDING_TAG >>> 8);
    extra[2] = (byte) pad;
    return extra;
  }

  /** Counts what has gone to the file. */
  private final class Counted extends OutputStream {

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      sink.write(ByteBuffer.wrap(bytes, offset, length));
      position += length;
    }
  }
}
