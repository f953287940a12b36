package org.docent.model.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands before a payload in a segment. Numbers are big-endian:
 *
 * <pre>
 *    0  magic "DSIG"            16  bytes of the payload (8)    48  CRC-32C of the payload
 *    4  version, two bytes 0    24  tag of the manifest (8)     52  sample indices, 4 bytes each
 *    8  number of samples       32  key (16)                     …  header, as SignalHeaderFormat has it
 *   12  bytes of the header                                      …  CRC-32C of all before it
 * </pre>
 *
 * Zeros follow up to a multiple of {@link #ALIGNMENT}, then the payload, then zeros again: a
 * payload can be read in place wherever its record is mapped.
 *
 * @param tag of the manifest under which it was written
 * @param header opaque bytes
 */
record RecordFront(
    long tag,
    SampleKey key,
    List<Integer> samples,
    ByteBuffer header,
    int payloadBytes,
    int payloadChecksum) {

  /** Bytes to whose multiples records and payloads are laid. */
  static final int ALIGNMENT = 64;

  /** Bytes that say how long the whole front is. */
  static final int FIXED_BYTES = 52;

  static final int MAGIC = 0x44534947;
  private static final short VERSION = 1;

  /** More than any front has; a length beyond it is damage and nothing to make room for. */
  private static final int MAX_BYTES = 1 << 24;

  RecordFront {
    samples = List.copyOf(samples);
  }

  static RecordFront of(long tag, List<Integer> samples, ByteBuffer header, ByteBuffer payload) {
    return new RecordFront(
        tag, SampleKey.of(samples), samples, header, payload.remaining(), Checksum.of(payload));
  }

  /** Bytes before the payload, up to where it begins. */
  int paddedBytes() {
    return (int) padded(bytes());
  }

  /** Bytes of the whole record, in units of {@link #ALIGNMENT}. */
  int units() {
    return (int) ((paddedBytes() + padded(payloadBytes)) / ALIGNMENT);
  }

  /** The front with the zeros after it. */
  ByteBuffer encode() {
    ByteBuffer front = ByteBuffer.allocate(paddedBytes());
    front.putInt(MAGIC).putShort(VERSION).putShort((short) 0);
    front.putInt(samples.size()).putInt(header.remaining()).putLong(payloadBytes);
    front.putLong(tag).putLong(key.high()).putLong(key.low()).putInt(payloadChecksum);
    samples.forEach(front::putInt);
    front.put(header.duplicate());
    front.putInt(Checksum.of(front.duplicate().flip()));
    return front.clear();
  }

  /**
   * Bytes of the front, without zeros, that begins with these {@link #FIXED_BYTES}.
   *
   * @throws DamagedRecordException when nothing begins so
   */
  static int bytesOf(ByteBuffer fixed) throws DamagedRecordException {
    int at = fixed.position();
    if (fixed.getInt(at) != MAGIC || fixed.getShort(at + 4) != VERSION) {
      throw new DamagedRecordException(
          "begins with 0x%016X, no record of version %d does"
              .formatted(fixed.getLong(at), VERSION));
    }
    long samples = fixed.getInt(at + 8);
    long header = fixed.getInt(at + 12);
    long payload = fixed.getLong(at + 16);
    long bytes = FIXED_BYTES + Integer.BYTES * samples + header + Integer.BYTES;
    boolean possible =
        samples >= 1
            && header >= 0
            && bytes <= MAX_BYTES
            && payload >= 0
            && payload <= Integer.MAX_VALUE - 2L * MAX_BYTES;
    if (!possible) {
      throw new DamagedRecordException(
          "announces %d samples, a header of %d and a payload of %d bytes"
              .formatted(samples, header, payload));
    }
    return (int) bytes;
  }

  /**
   * Reads a front from a buffer's position on; the buffer may hold more.
   *
   * @throws DamagedRecordException when its checksum or its key is another
   */
  static RecordFront decode(ByteBuffer from) throws DamagedRecordException {
    ByteBuffer bytes = from.slice();
    if (bytes.remaining() < FIXED_BYTES) {
      throw new DamagedRecordException("has only " + bytes.remaining() + " bytes");
    }
    int length = bytesOf(bytes);
    if (bytes.remaining() < length) {
      throw new DamagedRecordException("has only " + bytes.remaining() + " bytes");
    }
    int end = length - Integer.BYTES;
    int stated = bytes.getInt(end);
    int actual = Checksum.of(bytes.duplicate().limit(end));
    if (stated != actual) {
      throw new DamagedRecordException(
          "states CRC-32C 0x%08X of its front, the bytes give 0x%08X".formatted(stated, actual));
    }
    return parsed(bytes.limit(end));
  }

  private static RecordFront parsed(ByteBuffer bytes) throws DamagedRecordException {
    bytes.position(8);
    int count = bytes.getInt();
    bytes.getInt();
    int payloadBytes = (int) bytes.getLong();
    long tag = bytes.getLong();
    SampleKey key = new SampleKey(bytes.getLong(), bytes.getLong());
    int payloadChecksum = bytes.getInt();
    List<Integer> samples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      samples.add(bytes.getInt());
    }
    if (!SampleKey.of(samples).equals(key)) {
      throw new DamagedRecordException("has a key that is not that of its samples " + samples);
    }
    return new RecordFront(tag, key, samples, bytes.slice(), payloadBytes, payloadChecksum);
  }

  /** Checks a payload. */
  void requirePayload(int checksum) throws DamagedRecordException {
    if (checksum != payloadChecksum) {
      throw new DamagedRecordException(
          "states CRC-32C 0x%08X of its payload, the bytes give 0x%08X"
              .formatted(payloadChecksum, checksum));
    }
  }

  static long padded(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private int bytes() {
    return FIXED_BYTES + Integer.BYTES * samples.size() + header.remaining() + Integer.BYTES;
  }
}
