package org.docent.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sparse file whose one storage is larger than a zip file of 32-bit numbers can say. */
class PickleSizeTest {

  private static final long STORAGE_BYTES = (4L << 30) + 16;
  private static final long ELEMENTS = STORAGE_BYTES / Float.BYTES;
  private static final String STORAGE = "m/data/0";
  private static final String PICKLE = "m/data.pkl";

  @Test
  void readsAViewBeyondFourGibibytes(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("large.bin");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      write(sparse);
    }

    try (WeightSource source = PickleFile.open(file)) {
      assertThat(source.bytes("last").getFloat()).isEqualTo(1);
      assertThatThrownBy(() -> source.bytes("all"))
          .hasMessageContaining(
              "tensor 'all' has 4294967312 bytes; one tensor may have 2147483647");
    }
  }

  private static void write(RandomAccessFile file) throws IOException {
    file.getChannel().write(local(STORAGE));
    file.seek(file.getFilePointer() + STORAGE_BYTES - Float.BYTES);
    file.write(new byte[] {0, 0, (byte) 0x80, 0x3f});
    long pickleBegin = file.getFilePointer();
    byte[] pickle =
        ("\u0080\2}(" + tensor("last", ELEMENTS - 1, 1) + tensor("all", 0, ELEMENTS) + "u.")
            .getBytes(StandardCharsets.ISO_8859_1);
    file.getChannel().write(local(PICKLE));
    file.write(pickle);
    long directoryBegin = file.getFilePointer();
    file.getChannel().write(central(STORAGE, STORAGE_BYTES, 0));
    file.getChannel().write(central(PICKLE, pickle.length, pickleBegin));
    file.getChannel().write(end(directoryBegin, file.getFilePointer()));
  }

  private static String tensor(String name, long offset, long size) {
    return text(name)
        + "ctorch._utils\n_rebuild_tensor_v2\n(("
        + text("storage")
        + "ctorch\nFloatStorage\n"
        + text("0")
        + text("cpu")
        + number(ELEMENTS)
        + "tQ"
        + number(offset)
        + number(size)
        + "\u0085K\1\u0085\u0089ccollections\nOrderedDict\n)RtR";
  }

  private static String text(String text) {
    return "X" + (char) text.length() + "\0\0\0" + text;
  }

  private static String number(long number) {
    ByteBuffer bytes = little(8).putLong(number).rewind();
    return "\u008a\10" + StandardCharsets.ISO_8859_1.decode(bytes);
  }

  private static ByteBuffer local(String name) {
    ByteBuffer header = little(30 + name.length()).putInt(0, 0x04034b50);
    header.putShort(26, (short) name.length());
    return header.position(30).put(name.getBytes(StandardCharsets.US_ASCII)).rewind();
  }

  private static ByteBuffer central(String name, long bytes, long begin) {
    ByteBuffer header = little(46 + name.length() + 28).putInt(0, 0x02014b50);
    header.putInt(20, -1).putInt(24, -1).putInt(42, -1);
    header.putShort(28, (short) name.length()).putShort(30, (short) 28);
    header.position(46).put(name.getBytes(StandardCharsets.US_ASCII));
    header.putShort((short) 1).putShort((short) 24);
    return header.putLong(bytes).putLong(bytes).putLong(begin).rewind();
  }

  private static ByteBuffer end(long directoryBegin, long directoryEnd) {
    ByteBuffer end = little(56 + 20 + 22).putInt(0, 0x06064b50);
    end.putLong(24, 2).putLong(32, 2);
    end.putLong(40, directoryEnd - directoryBegin).putLong(48, directoryBegin);
    end.putInt(56, 0x07064b50).putLong(64, directoryEnd);
    end.putInt(76, 0x06054b50).putInt(88, -1).putInt(92, -1);
    return end.rewind();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
