package org.docent.model.store;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where a record lies in its segment: magic, length in units, offset, key, tag of its manifest,
 * CRC-32C; big-endian.
 *
 * @param offset first byte in the segment, a multiple of {@link RecordFront#ALIGNMENT}
 * @param units its length in units of that
 */
record IndexEntry(SampleKey key, long tag, long offset, int units) {

  static final int BYTES = 44;

  private static final int MAGIC = 0x44494458;

  /** The first byte after the record. */
  long end() {
    return offset + (long) units * RecordFront.ALIGNMENT;
  }

  void encodeTo(ByteBuffer into) {
    int begin = into.position();
    into.putInt(MAGIC).putInt(units).putLong(offset);
    into.putLong(key.high()).putLong(key.low()).putLong(tag);
    into.putInt(Checksum.of(into.duplicate().flip().position(begin)));
  }

  /** Takes the next entry; empty when these bytes are not one as it was written. */
  static Optional<IndexEntry> decodeFrom(ByteBuffer from) {
    ByteBuffer entry = from.slice().limit(BYTES);
    from.position(from.position() + BYTES);
    int stated = entry.getInt(BYTES - Integer.BYTES);
    int actual = Checksum.of(entry.duplicate().limit(BYTES - Integer.BYTES));
    if (entry.getInt() != MAGIC || stated != actual) {
      return Optional.empty();
    }
    int units = entry.getInt();
    long offset = entry.getLong();
    SampleKey key = new SampleKey(entry.getLong(), entry.getLong());
    boolean possible = units > 0 && offset >= 0 && offset % RecordFront.ALIGNMENT == 0;
    return possible
        ? Optional.of(new IndexEntry(key, entry.getLong(), offset, units))
        : Optional.empty();
  }
}
