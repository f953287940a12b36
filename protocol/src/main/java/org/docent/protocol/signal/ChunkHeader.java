package org.docent.protocol.signal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.LeaseEpoch;

/**
 * What stands before each chunk of a payload. On the wire: magic, version, two bytes 0, epoch,
 * offset, length, CRC-32C over these and the chunk's bytes, which follow.
 *
 * @param offset where in the payload the chunk belongs
 * @param length bytes of the chunk
 * @param checksum CRC-32C over the header's other bytes and the chunk's
 */
public record ChunkHeader(LeaseEpoch epoch, long offset, int length, int checksum) {

  public static final int BYTES = 32;

  /** No chunk is longer, whoever sends it. */
  public static final int MAX_CHUNK_BYTES = 64 << 20;

  private static final int CHECKSUM_AT = BYTES - Integer.BYTES;

  /** The header of these bytes, from the buffer's position to its limit, which stay as they are. */
  public static ByteBuffer encode(LeaseEpoch epoch, long offset, ByteBuffer chunk) {
    ByteBuffer frame = ByteBuffer.allocate(BYTES);
    encode(epoch, offset, chunk, frame);
    return frame.flip();
  }

  /** The same, put at the frame's position. */
  public static void encode(LeaseEpoch epoch, long offset, ByteBuffer chunk, ByteBuffer frame) {
    int begin = frame.position();
    StreamFormat.begin(frame);
    frame.putShort((short) 0).putLong(epoch.value()).putLong(offset).putInt(chunk.remaining());
    CRC32C crc = new CRC32C();
    crc.update(frame.duplicate().flip().position(begin));
    crc.update(chunk.duplicate());
    frame.putInt((int) crc.getValue());
  }

  /**
   * Reads a header from position 0.
   *
   * @throws DocentException when this is no chunk of our version, or one of an impossible length
   */
  public static ChunkHeader decode(ByteBuffer whole) {
    ByteBuffer frame = whole.duplicate().position(0);
    StreamFormat.requireBeginning("a chunk", frame);
    frame.getShort();
    long epoch = frame.getLong();
    long offset = frame.getLong();
    int length = frame.getInt();
    if (epoch < 0 || offset < 0 || length < 1 || length > MAX_CHUNK_BYTES) {
      throw DocentException.retry(
          String.format(
              "a chunk states epoch %d, offset %d and %d bytes, must have 1 to %d bytes",
              epoch, offset, length, MAX_CHUNK_BYTES));
    }
    return new ChunkHeader(new LeaseEpoch(epoch), offset, length, frame.getInt());
  }

  /** A CRC that has taken in this header and waits for the chunk's bytes. */
  public static CRC32C checksumOf(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.duplicate().position(0).limit(CHECKSUM_AT));
    return crc;
  }

  /**
   * Compares the sum over header and bytes with the stated one.
   *
   * @throws DocentException when they differ
   */
  public void requireChecksum(CRC32C crc) {
    StreamFormat.requireChecksum(
        "the chunk of " + length + " bytes at " + offset, checksum, (int) crc.getValue());
  }
}
