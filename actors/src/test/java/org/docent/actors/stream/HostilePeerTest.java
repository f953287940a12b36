package org.docent.actors.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.docent.actors.stream.HostileRequests.Malice;
import org.docent.actors.testkit.LogLines;
import org.docent.model.distill.Signal;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.PullAnswer;
import org.docent.protocol.signal.PullRequest;
import org.docent.protocol.signal.PullStatus;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's end of a connection against what a peer can send. */
class HostilePeerTest {

  private static final Logger LOG = LoggerFactory.getLogger(HostilePeerTest.class);
  private static final List<Malice> MALICES = List.of(Malice.values());
  private static final int INPUTS = 120_000;
  private static final TeacherId TEACHER = new TeacherId("teacher-0");
  private static final MicroBatchId ID = new MicroBatchId(0, 3, 0, 1);
  private static final LeaseEpoch EPOCH = new LeaseEpoch(2);
  private static final StreamOptions OPTIONS =
      new StreamOptions(
          128,
          1 << 20,
          1 << 20,
          8,
          Duration.ofMillis(400),
          Duration.ofSeconds(2),
          3,
          Duration.ofMillis(5),
          null);

  private final Outboxes outboxes = new Outboxes(() -> "this process");
  private final Signal held = Signals.counting(ID, 10, 10, 1);
  private final EmbeddedChannel clock = new EmbeddedChannel();
  private final DroppedPeers dropped = new DroppedPeers(LOG, this::inAMinute);

  HostilePeerTest() {
    outboxes.open(TEACHER).put(ID, EPOCH, held);
  }

  private Runnable inAMinute(Runnable task) {
    Future<?> scheduled = clock.eventLoop().schedule(task, 1, TimeUnit.MINUTES);
    return () -> scheduled.cancel(false);
  }

  @Test
  void noInputMakesTheServerFailOrAnswerWhatWasNotAskedFor() {
    Map<Malice, Integer> refused = new EnumMap<>(Malice.class);
    int closed = 0;
    List<String> lines;
    try (LogLines log = new LogLines(HostilePeerTest.class);
        LogLines faults = new LogLines(PullServerHandler.class)) {
      HostileRequests hostile = new HostileRequests(11, PullRequest.signal(TEACHER, ID, EPOCH));
      for (int i = 0; i < INPUTS; i++) {
        Malice malice = MALICES.get(i % MALICES.size());
        EmbeddedChannel peer = peer();
        byte[] sent = hostile.bytes(malice);
        send(peer, sent, hostile);
        closed += peer.isOpen() ? 0 : 1;
        refused.merge(malice, served(malice, peer) ? 0 : 1, Integer::sum);
        peer.finishAndReleaseAll();
      }
      dropped.close();
      lines = log.rest();
      assertThat(faults.rest()).isEmpty();
    }

    int each = INPUTS / MALICES.size();
    assertThat(refused)
        .containsEntry(Malice.WRONG_VERSION, each)
        .containsEntry(Malice.ANOTHER_KIND, each)
        .containsEntry(Malice.OLD_EPOCH, each)
        .containsEntry(Malice.UNKNOWN_TEACHER, each)
        .containsEntry(Malice.BEYOND_THE_END, each)
        .containsEntry(Malice.FLIPPED_BITS, each)
        .containsEntry(Malice.PIPELINED, 0);
    assertThat(lines)
        .hasSize(DroppedPeers.LINES_A_MINUTE + 1)
        .last()
        .isEqualTo(
            "WARN dropped "
                + (closed - DroppedPeers.LINES_A_MINUTE)
                + " more peers within a minute");
    assertThat(closed).isGreaterThan(INPUTS / 4);
    assertGoodPeerIsServed();
  }

  @Test
  void aFloodIsSaidAgainInTheNextMinute() {
    try (LogLines log = new LogLines(HostilePeerTest.class)) {
      for (int i = 0; i < 100; i++) {
        dropped.add("peer " + i, "it sent\nnonsense");
      }
      clock.advanceTimeBy(61, TimeUnit.SECONDS);
      clock.runScheduledPendingTasks();
      dropped.add("peer", "again");

      assertThat(log.rest())
          .hasSize(12)
          .contains("WARN dropped peer peer 0: it sent?nonsense")
          .contains("WARN dropped 90 more peers within a minute")
          .endsWith("WARN dropped peer peer: again");
    }
  }

  private EmbeddedChannel peer() {
    return new EmbeddedChannel(new PullServerHandler(outboxes, OPTIONS, dropped));
  }

  private static void send(EmbeddedChannel peer, byte[] bytes, HostileRequests hostile) {
    int at = 0;
    while (at < bytes.length && peer.isOpen()) {
      int part = hostile.nextPart(bytes.length - at);
      peer.writeInbound(Unpooled.copiedBuffer(bytes, at, part));
      at += part;
    }
    peer.checkException();
  }

  /** Whether the peer got bytes of a payload; those must be right. */
  private boolean served(Malice malice, EmbeddedChannel peer) {
    ByteBuffer answered = outbound(peer);
    if (!answered.hasRemaining()) {
      return false;
    }
    PullAnswer answer = answer(answered);
    boolean bytesFollow = answered.position() + answerBytes(answered) < answered.limit();
    assertThat(answer.status() == PullStatus.OK).as("%s", malice).isEqualTo(bytesFollow);
    return bytesFollow;
  }

  private void assertGoodPeerIsServed() {
    EmbeddedChannel peer = peer();
    peer.writeInbound(Unpooled.wrappedBuffer(PullRequest.signal(TEACHER, ID, EPOCH).encode()));
    ByteBuffer answered = outbound(peer);
    assertThat(answer(answered).status()).isEqualTo(PullStatus.OK);
    assertThat(answered.remaining())
        .isEqualTo(answerBytes(answered) + 4 * 32 + held.payload().remaining());
  }

  private static PullAnswer answer(ByteBuffer answered) {
    return PullAnswer.decode(answered.duplicate().limit(answerBytes(answered)).slice());
  }

  private static int answerBytes(ByteBuffer answered) {
    return PullAnswer.frameBytes(answered);
  }

  private static ByteBuffer outbound(EmbeddedChannel peer) {
    CompositeByteBuf all = Unpooled.compositeBuffer(10_000);
    for (ByteBuf next = peer.readOutbound(); next != null; next = peer.readOutbound()) {
      all.addComponent(true, next);
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes).release();
    return ByteBuffer.wrap(bytes);
  }
}
