package org.docent.actors.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.PullKind;
import org.docent.protocol.signal.PullRequest;

/** What a peer may send that is no good request, drawn from a seed. */
final class HostileRequests {

  enum Malice {
    GARBAGE,
    FLIPPED_BITS,
    WRONG_VERSION,
    HUGE_LENGTHS,
    OLD_EPOCH,
    UNKNOWN_TEACHER,
    BEYOND_THE_END,
    TRUNCATED,
    PIPELINED,
    ANOTHER_KIND
  }

  private static final int VERSION_AT = 4;
  private static final int KIND_AT = 6;

  private final Random random;
  private final PullRequest good;

  HostileRequests(long seed, PullRequest good) {
    this.random = new Random(seed);
    this.good = good;
  }

  byte[] bytes(Malice malice) {
    return switch (malice) {
      case GARBAGE -> {
        byte[] garbage = new byte[random.nextInt(700)];
        random.nextBytes(garbage);
        yield garbage;
      }
      case FLIPPED_BITS -> {
        byte[] frame = encoded(good);
        int first = random.nextInt(frame.length);
        for (int flip = random.nextInt(3); flip >= 0; flip--) {
          frame[(first + 7 * flip) % frame.length] ^= (byte) (1 << random.nextInt(8));
        }
        yield frame;
      }
      case WRONG_VERSION -> resealed(VERSION_AT, 1 + random.nextInt(255));
      case ANOTHER_KIND -> resealed(KIND_AT, 3 + random.nextInt(250));
      case HUGE_LENGTHS -> {
        long offset = random.nextLong() & Long.MAX_VALUE;
        yield encoded(request(good.teacher(), good.epoch(), offset, Long.MAX_VALUE));
      }
      case OLD_EPOCH ->
          encoded(request(good.teacher(), new LeaseEpoch(1), 0, 1 + random.nextInt()));
      case UNKNOWN_TEACHER ->
          encoded(request(new TeacherId("t" + random.nextInt()), good.epoch(), 0, 100));
      case BEYOND_THE_END ->
          encoded(request(good.teacher(), good.epoch(), 1_000_000 + random.nextInt(99), 1));
      case TRUNCATED -> {
        byte[] frame = encoded(good);
        yield Arrays.copyOf(frame, random.nextInt(frame.length));
      }
      case PIPELINED -> {
        byte[] frame = encoded(good);
        ByteBuffer many = ByteBuffer.allocate(frame.length * (2 + random.nextInt(20)));
        while (many.hasRemaining()) {
          many.put(frame);
        }
        yield many.array();
      }
    };
  }

  /** A cut of so many bytes into what comes at a time. */
  int nextPart(int rest) {
    return random.nextInt(4) == 0 ? 1 + random.nextInt(rest) : rest;
  }

  private PullRequest request(TeacherId teacher, LeaseEpoch epoch, long offset, long length) {
    MicroBatchId id = good.id();
    return new PullRequest(PullKind.SIGNAL, teacher, id, epoch, offset, Math.abs(length) | 1);
  }

  /** A byte changed and the checksum made right again. */
  private byte[] resealed(int at, int value) {
    byte[] frame = encoded(good);
    frame[at] = (byte) value;
    CRC32C crc = new CRC32C();
    crc.update(frame, 0, frame.length - Integer.BYTES);
    ByteBuffer.wrap(frame).putInt(frame.length - Integer.BYTES, (int) crc.getValue());
    return frame;
  }

  private static byte[] encoded(PullRequest request) {
    return request.encode().array();
  }
}
