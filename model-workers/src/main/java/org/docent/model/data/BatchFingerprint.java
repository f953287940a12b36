package org.docent.model.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One number for the layout of a batch: CRC32C, little-endian, over each sample's layout, spliced
 * ids and labels. Pixels are left out: decoders of two machines may differ by a grey level.
 */
final class BatchFingerprint {

  private BatchFingerprint() {}

  static long of(List<SplicedSample> samples) {
    CRC32C crc = new CRC32C();
    for (SplicedSample sample : samples) {
      SampleLayout layout = sample.layout();
      byte[] id = layout.id().getBytes(StandardCharsets.UTF_8);
      add(crc, layout.index(), layout.length(), layout.imageStart(), layout.visualTokens());
      add(crc, layout.supervised(), id.length);
      crc.update(id);
      add(crc, sample.inputIds());
      add(crc, sample.labels());
    }
    return crc.getValue();
  }

  private static void add(CRC32C crc, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 * values.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    crc.update(bytes);
  }
}
