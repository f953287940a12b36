package org.docent.model.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC-32C of what remains in buffers, whose positions stay. */
final class Checksum {

  private Checksum() {}

  static int of(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return (int) crc.getValue();
  }
}
