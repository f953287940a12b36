package org.docent.protocol.signal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;

/**
 * Asks a server for a range of a payload. On the wire: magic, version, kind, length of the
 * teacher's name, micro-batch id, epoch, offset, length, the name, CRC-32C.
 *
 * @param offset first byte wanted
 * @param length bytes wanted at most; {@link #TO_THE_END} for all there are
 */
public record PullRequest(
    PullKind kind, TeacherId teacher, MicroBatchId id, LeaseEpoch epoch, long offset, long length) {

  /** A length that takes in whatever follows the offset. */
  public static final long TO_THE_END = Long.MAX_VALUE;

  /** Bytes after which {@link #frameBytes} knows how long the whole frame is. */
  public static final int PREFIX_BYTES = 48;

  /** The longest frame there can be. */
  public static final int MAX_BYTES = PREFIX_BYTES + 255 + Integer.BYTES;

  private static final MicroBatchId NO_MICRO_BATCH = new MicroBatchId(0, 0, 0, 0);
  private static final int NAME_LENGTH_AT = 7;

  public PullRequest {
    if (offset < 0 || length < 1) {
      throw new IllegalArgumentException(
          "pull of " + id + " asks for " + length + " bytes from " + offset);
    }
  }

  /** The whole signal of a micro-batch. */
  public static PullRequest signal(TeacherId teacher, MicroBatchId id, LeaseEpoch epoch) {
    return new PullRequest(PullKind.SIGNAL, teacher, id, epoch, 0, TO_THE_END);
  }

  /** The whole head of a teacher. */
  public static PullRequest head(TeacherId teacher) {
    return new PullRequest(PullKind.HEAD, teacher, NO_MICRO_BATCH, LeaseEpoch.NONE, 0, TO_THE_END);
  }

  /** The same from that byte on. */
  public PullRequest from(long newOffset) {
    return new PullRequest(kind, teacher, id, epoch, newOffset, length);
  }

  public ByteBuffer encode() {
    byte[] name = teacher.value().getBytes(StandardCharsets.UTF_8);
    if (name.length > 255) {
      throw new IllegalArgumentException(
          "teacher id \"" + teacher + "\" has " + name.length + " bytes, must have at most 255");
    }
    ByteBuffer frame = ByteBuffer.allocate(PREFIX_BYTES + name.length + Integer.BYTES);
    StreamFormat.begin(frame);
    frame.put(kind.code()).put((byte) name.length);
    frame.putInt(id.stage()).putInt(id.step()).putInt(id.rank()).putInt(id.part());
    frame.putLong(epoch.value()).putLong(offset).putLong(length).put(name);
    StreamFormat.seal(frame);
    return frame.flip();
  }

  /**
   * Length of the frame whose first {@link #PREFIX_BYTES} bytes these are.
   *
   * @throws DocentException when this is no pull of our version
   */
  public static int frameBytes(ByteBuffer prefix) {
    StreamFormat.requireBeginning("a pull", prefix.duplicate().position(0));
    return PREFIX_BYTES + (prefix.get(NAME_LENGTH_AT) & 0xFF) + Integer.BYTES;
  }

  /**
   * Reads a whole frame from position 0 to its limit.
   *
   * @throws DocentException when it is damaged
   */
  public static PullRequest decode(ByteBuffer whole) {
    StreamFormat.requireSealed("a pull", whole);
    ByteBuffer frame = whole.duplicate().position(6);
    try {
      PullKind kind = PullKind.of(frame.get());
      byte[] name = new byte[frame.get() & 0xFF];
      MicroBatchId id =
          new MicroBatchId(frame.getInt(), frame.getInt(), frame.getInt(), frame.getInt());
      LeaseEpoch epoch = new LeaseEpoch(frame.getLong());
      long offset = frame.getLong();
      long length = frame.getLong();
      frame.get(name);
      TeacherId teacher = new TeacherId(new String(name, StandardCharsets.UTF_8));
      return new PullRequest(kind, teacher, id, epoch, offset, length);
    } catch (IllegalArgumentException e) {
      throw DocentException.retry("a pull is malformed: " + e.getMessage(), e);
    }
  }
}
