package org.docent.protocol.signal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.LeaseEpoch;

/**
 * What stands before the chunks. On the wire: magic, version, status, one byte 0, length of the
 * head, epoch, total bytes, the head, CRC-32C.
 *
 * @param epoch the lease epoch under which the payload is held
 * @param totalBytes size of the whole payload, whatever range was asked for
 * @param head an encoded {@link SignalHeader} or {@link HeadShape}; with a refusal, its reason as
 *     text
 */
public record PullAnswer(PullStatus status, LeaseEpoch epoch, long totalBytes, ByteBuffer head) {

  /** Bytes after which {@link #frameBytes} knows how long the whole frame is. */
  public static final int PREFIX_BYTES = 28;

  /** The longest frame there can be. */
  public static final int MAX_BYTES = 4096;

  private static final int HEAD_LENGTH_AT = 8;
  private static final int MAX_HEAD_BYTES = MAX_BYTES - PREFIX_BYTES - Integer.BYTES;

  public PullAnswer {
    if (totalBytes < 0) {
      throw new IllegalArgumentException("payload has " + totalBytes + " bytes");
    }
    if (head.remaining() > MAX_HEAD_BYTES) {
      throw new IllegalArgumentException(
          "head of a payload has " + head.remaining() + " bytes, at most " + MAX_HEAD_BYTES);
    }
    head = head.slice().asReadOnlyBuffer();
  }

  /** No bytes will follow. */
  public static PullAnswer refusal(PullStatus status, LeaseEpoch held, String reason) {
    return new PullAnswer(
        status, held, 0, ByteBuffer.wrap(reason.getBytes(StandardCharsets.UTF_8)));
  }

  /** Why a refusal refuses. */
  public String reason() {
    return StandardCharsets.UTF_8.decode(head.duplicate()).toString();
  }

  public ByteBuffer encode() {
    ByteBuffer frame = ByteBuffer.allocate(PREFIX_BYTES + head.remaining() + Integer.BYTES);
    StreamFormat.begin(frame);
    frame.put(status.code()).put((byte) 0).putInt(head.remaining());
    frame.putLong(epoch.value()).putLong(totalBytes).put(head.duplicate());
    StreamFormat.seal(frame);
    return frame.flip();
  }

  /**
   * Length of the frame whose first {@link #PREFIX_BYTES} bytes these are.
   *
   * @throws DocentException when this is no answer of our version, or too long a one
   */
  public static int frameBytes(ByteBuffer prefix) {
    StreamFormat.requireBeginning("an answer", prefix.duplicate().position(0));
    int headBytes = prefix.getInt(HEAD_LENGTH_AT);
    if (headBytes < 0 || headBytes > MAX_HEAD_BYTES) {
      throw DocentException.retry(
          "an answer announces a head of " + headBytes + " bytes, at most " + MAX_HEAD_BYTES);
    }
    return PREFIX_BYTES + headBytes + Integer.BYTES;
  }

  /**
   * Reads a whole frame from position 0 to its limit.
   *
   * @throws DocentException when it is damaged
   */
  public static PullAnswer decode(ByteBuffer whole) {
    StreamFormat.requireSealed("an answer", whole);
    ByteBuffer frame = whole.duplicate().position(6);
    try {
      PullStatus status = PullStatus.of(frame.get());
      frame.get();
      byte[] head = new byte[frame.getInt()];
      LeaseEpoch epoch = new LeaseEpoch(frame.getLong());
      long totalBytes = frame.getLong();
      frame.get(head);
      return new PullAnswer(status, epoch, totalBytes, ByteBuffer.wrap(head));
    } catch (IllegalArgumentException e) {
      throw DocentException.retry("an answer is malformed: " + e.getMessage(), e);
    }
  }
}
