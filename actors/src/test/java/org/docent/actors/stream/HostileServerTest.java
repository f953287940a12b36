package org.docent.actors.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.docent.actors.stream.IncomingPayload.Announced;
import org.docent.model.distill.Signal;
import org.docent.protocol.failure.Category;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.PullAnswer;
import org.docent.protocol.signal.PullRequest;
import org.docent.protocol.signal.PullStatus;
import org.docent.protocol.signal.SignalHeader;
import org.docent.protocol.signal.SignalHeaderFormat;
import org.docent.protocol.signal.SignalLocation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The client's end of a connection against what a server can send. */
class HostileServerTest {

  private static final int INPUTS = 60_000;
  private static final int CHUNK = 128;
  private static final TeacherId TEACHER = new TeacherId("teacher-0");
  private static final MicroBatchId ID = new MicroBatchId(0, 3, 0, 1);
  private static final LeaseEpoch EPOCH = new LeaseEpoch(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final StreamOptions OPTIONS =
      new StreamOptions(
          CHUNK,
          1 << 20,
          1 << 20,
          8,
          Duration.ofSeconds(15),
          Duration.ofSeconds(2),
          0,
          Duration.ofMillis(5),
          null);

  private final Signal held = Signals.counting(ID, 10, 10, 1);
  private final ServedBytes good = ServedBytes.of(held, EPOCH, CHUNK);
  private final BufferPool pool = new BufferPool(1 << 20);

  /** One pull over one connection, and what came of it. */
  private final class Pull implements PullConnection.Owner {
    final IncomingPayload<Signal> incoming =
        new IncomingPayload<>(
            new SignalLocation("elsewhere", "there", 1),
            PullRequest.signal(TEACHER, ID, EPOCH),
            OPTIONS,
            pool,
            head -> {
              SignalHeader header = SignalHeaderFormat.decode(head);
              return new Announced<>(header.payloadBytes(), bytes -> new Signal(header, bytes));
            });
    final EmbeddedChannel server;
    @Nullable String reason;
    @Nullable Signal signal;

    Pull() {
      PullConnection connection = new PullConnection(this, PATIENCE);
      server = new EmbeddedChannel(connection);
      incoming.result().whenComplete((done, failure) -> end(done, failure));
      connection.start(incoming);
      server.releaseOutbound();
    }

    private void end(@Nullable Signal done, @Nullable Throwable failure) {
      signal = done;
      reason = failure == null ? reason : String.valueOf(failure.getMessage());
    }

    @Override
    public void free(PullConnection connection) {}

    @Override
    public boolean isSpare(PullConnection connection) {
      return true;
    }

    @Override
    public void closed(PullConnection connection, boolean unasked) {}

    @Override
    public void broken(IncomingPayload<?> pull, String why) {
      reason = why;
      pull.fail(Category.RETRY, why, null);
    }

    /** Gives bytes to the client, cut anywhere, then closes. */
    Pull receive(byte[] bytes, Random cuts) {
      int at = 0;
      while (at < bytes.length && server.isOpen()) {
        int part = 1 + cuts.nextInt(bytes.length - at);
        server.writeInbound(Unpooled.copiedBuffer(bytes, at, part));
        at += part;
      }
      server.checkException();
      server.finishAndReleaseAll();
      return this;
    }

    void giveBack() {
      if (signal != null) {
        pool.giveBack(signal.payload());
      }
    }
  }

  @Test
  void whatIsGoodComesWell() {
    Pull pull = new Pull().receive(good.bytes(), new Random(1));

    assertThat(pull.signal).isEqualTo(held);
    assertThat(pull.reason).isNull();
  }

  @Test
  void aChangedBitAnywhereIsNoticedAndNamed() {
    Random cuts = new Random(2);
    for (int at = 0; at < good.bytes().length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] bytes = good.bytes();
        bytes[at] ^= (byte) (1 << bit);

        Pull pull = new Pull().receive(bytes, cuts);

        assertThat(pull.signal).as("byte %d, bit %d", at, bit).isNull();
        assertThat(pull.reason).as("byte %d, bit %d", at, bit).isNotBlank();
      }
    }
    assertThat(pool.lentBuffers()).isZero();
  }

  @Test
  void noInputMakesTheClientFailOrTakeWrongBytesOrKeepMemory() {
    Random random = new Random(3);
    int well = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] bytes = hostile(i % 5, random);
      Pull pull = new Pull().receive(bytes, random);
      if (pull.signal != null) {
        assertThat(pull.signal).isEqualTo(held);
        well++;
        pull.giveBack();
      } else {
        assertThat(pull.reason).isNotBlank().hasSizeLessThan(1000).doesNotContain("\n");
      }
      assertThat(pool.lentBuffers()).isZero();
    }
    assertThat(well).isBetween(INPUTS / 5, INPUTS / 4);
    assertThat(pool.idleBytes()).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void moreThanWasAskedForEndsTheConnection() {
    byte[] endless = Arrays.copyOf(good.bytes(), 1 << 20);

    Pull pull = new Pull().receive(endless, new Random(4));

    assertThat(pull.signal).isEqualTo(held);
    assertThat(pull.server.isOpen()).isFalse();
  }

  @Test
  void bytesThatDribbleWithoutAWholeChunkAreGivenUp() {
    Pull pull = new Pull();
    pull.server.writeInbound(Unpooled.copiedBuffer(good.bytes(), 0, good.answerBytes() + 40));
    for (int i = 0; i < 70 && pull.reason == null; i++) {
      pull.server.writeInbound(Unpooled.copiedBuffer(good.bytes(), good.answerBytes() + 40 + i, 1));
      pull.server.advanceTimeBy(1, TimeUnit.SECONDS);
      pull.server.runScheduledPendingTasks();
    }

    assertThat(pull.reason).contains("no whole chunk came within 60000 ms");
    assertThat(pool.lentBuffers()).isZero();
  }

  @Test
  void whatAServerSaysIsOneShortLine() {
    PullAnswer refusal =
        PullAnswer.refusal(
            PullStatus.UNKNOWN, LeaseEpoch.NONE, "no\nERROR forged\n" + "x".repeat(3000));

    Pull pull = new Pull().receive(refusal.encode().array(), new Random(5));

    assertThat(pull.reason)
        .contains("cannot be pulled: no?ERROR forged?xxx")
        .hasSizeLessThan(500)
        .doesNotContain("\n");
  }

  private byte[] hostile(int kind, Random random) {
    byte[] bytes = good.bytes();
    switch (kind) {
      case 0 -> random.nextBytes(bytes);
      case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 -> {
        for (int flips = 1 + random.nextInt(20), i = 0; i < flips; i++) {
          bytes[random.nextInt(bytes.length)] += (byte) (1 + random.nextInt(255));
        }
      }
      case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(5000));
      default -> {
        ByteBuffer lie = ByteBuffer.allocate(bytes.length);
        SignalHeader header = held.header();
        long total = random.nextLong() & Long.MAX_VALUE;
        lie.put(
            new PullAnswer(PullStatus.OK, EPOCH, total, SignalHeaderFormat.encode(header))
                .encode());
        lie.put(bytes, good.answerBytes(), bytes.length - good.answerBytes());
        bytes = lie.array();
      }
    }
    return bytes;
  }
}
