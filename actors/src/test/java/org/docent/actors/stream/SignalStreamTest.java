package org.docent.actors.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.docent.actors.stream.SignalClient.SameProcess;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.PullAnswer;
import org.docent.protocol.signal.PullRequest;
import org.docent.protocol.signal.PullStatus;
import org.docent.protocol.signal.SignalHeader;
import org.docent.protocol.signal.SignalHeaderFormat;
import org.docent.protocol.signal.SignalLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SignalStreamTest extends ServedOutbox {

  @Test
  void aSignalCrossesTheSocketBitForBit() {
    Signal held = Signals.counting(ID, 100, 64, 0.5f);
    outbox.put(ID, EPOCH, held);

    Signal pulled = join(client.fetch(location(), TEACHER, ID, EPOCH));

    assertThat(pulled.header()).isEqualTo(held.header());
    assertThat(pulled.payload()).isEqualTo(held.payload()).isNotSameAs(held.payload());
    assertThat(pulled.payload().isDirect()).isTrue();
    assertThat(pulled.payload().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(pulled.payload().position()).isZero();
  }

  @Test
  void aSignalWithoutRowsCrossesToo() {
    outbox.put(ID, EPOCH, Signals.counting(ID, 0, 64, 0));

    assertThat(join(client.fetch(location(), TEACHER, ID, EPOCH)).payload().remaining()).isZero();
  }

  @Test
  void theHeadCrossesTheSocketBitForBit() {
    TeacherHead head = Signals.head(50, 16, 3);
    outbox.putHead(head);

    assertThat(join(client.head(location(), TEACHER))).isEqualTo(head);
  }

  @Test
  void manyPullsAtATimeAndOneAfterAnotherAllCome() {
    List<CompletionStage<Signal>> pulls = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (int part = 0; part < 4; part++) {
        MicroBatchId id = new MicroBatchId(0, round, 0, part);
        outbox.put(id, EPOCH, Signals.counting(id, 50, 64, round * 10 + part));
        pulls.add(client.fetch(location(), TEACHER, id, EPOCH));
      }
      pulls.forEach(SignalStreamTest::join);
    }

    assertThat(pulls)
        .extracting(pull -> join(pull).payload().getFloat(0))
        .containsExactly(0f, 1f, 2f, 3f, 10f, 11f, 12f, 13f, 20f, 21f, 22f, 23f);
  }

  @Test
  void withinOneProcessTheBufferIsHandedOver() throws IOException {
    Signal held = Signals.counting(ID, 10, 64, 1);
    outbox.put(ID, EPOCH, held);
    outbox.putHead(Signals.head(5, 4, 0));
    SignalLocation nobodyListens;
    try (ServerSocket gone = new ServerSocket(0)) {
      nobodyListens = new SignalLocation("this process", "127.0.0.1", gone.getLocalPort());
    }

    try (SignalClient near = new SignalClient(outboxes, OPTIONS, SameProcess.HAND_OVER)) {
      Signal same = join(near.fetch(nobodyListens, TEACHER, ID, EPOCH));
      held.payload().putFloat(0, 99f);

      assertThat(same.payload().getFloat(0)).isEqualTo(99f);
      assertThat(join(near.head(nobodyListens, TEACHER)).vocabulary()).isEqualTo(5);
      assertThatThrownBy(() -> join(near.fetch(nobodyListens, TEACHER, ID, new LeaseEpoch(1))))
          .hasMessageContaining("held under epoch 2, not 1");
    }
  }

  @Test
  void anotherEpochIsRefusedAndSaysWhich() {
    outbox.put(ID, EPOCH, Signals.counting(ID, 1, 4, 0));

    assertFault(client.fetch(location(), TEACHER, ID, new LeaseEpoch(1)))
        .hasMessage(
            "signal 0/3/0.1 (epoch 1) of teacher teacher-0 at 127.0.0.1:"
                + location().port()
                + " cannot be pulled: micro-batch 0/3/0.1 is held under epoch 2, not 1");
  }

  @Test
  void whatIsNotHeldIsRefusedByName() {
    assertFault(client.fetch(location(), TEACHER, ID, EPOCH))
        .hasMessageContaining("no signal of micro-batch 0/3/0.1 is held");
    assertFault(client.head(location(), TEACHER)).hasMessageContaining("no head of teacher");
    assertFault(client.fetch(location(), new TeacherId("x"), ID, EPOCH))
        .hasMessageContaining("no outbox of teacher x");
  }

  @Test
  void aFlippedByteIsNoticedAndTheChunkPulledAgain() throws IOException {
    Signal held = Signals.counting(ID, 100, 64, 1);
    outbox.put(ID, EPOCH, held);
    FaultyLine.Fault flipOnce =
        (connection, index, value) -> connection == 1 && index == 10_000 ? value ^ 1 : value;

    try (FaultyLine line = new FaultyLine(location(), flipOnce)) {
      assertThat(join(client.fetch(line.location(), TEACHER, ID, EPOCH))).isEqualTo(held);
      assertThat(line.connections()).isEqualTo(2);
    }
  }

  @Test
  void aLineThatAlwaysFlipsAByteIsReportedWithTheReason() throws IOException {
    outbox.put(ID, EPOCH, Signals.counting(ID, 100, 64, 1));

    try (FaultyLine line = new FaultyLine(location(), (c, index, v) -> index == 200 ? v ^ 4 : v)) {
      assertFault(client.fetch(line.location(), TEACHER, ID, EPOCH))
          .hasMessageContaining("CRC-32C")
          .hasMessageContaining("tried 4 times, 0 bytes came well")
          .isInstanceOfSatisfying(
              DocentException.class, fault -> assertThat(fault.isDamage()).isTrue());
      assertThat(line.connections()).isEqualTo(4);
    }
  }

  @Test
  void aCutConnectionIsTakenUpAtTheByteItHad() throws IOException {
    Signal held = Signals.counting(ID, 100, 64, 1);
    outbox.put(ID, EPOCH, held);
    int total = held.payload().remaining();
    long[] sentOnSecond = new long[1];
    FaultyLine.Fault cutOnce =
        (connection, index, value) -> {
          sentOnSecond[0] = connection == 2 ? index + 1 : 0;
          return connection == 1 && index == 3 * CHUNK + 1000 ? FaultyLine.Fault.CUT : value;
        };

    try (FaultyLine line = new FaultyLine(location(), cutOnce)) {
      assertThat(join(client.fetch(line.location(), TEACHER, ID, EPOCH))).isEqualTo(held);
      assertThat(sentOnSecond[0]).isLessThan(total - 2 * CHUNK).isGreaterThan(total - 3 * CHUNK);
    }
  }

  @Test
  void aTeacherThatIsGoneIsReportedAfterABoundedNumberOfTries() throws IOException {
    SignalLocation gone;
    try (ServerSocket free = new ServerSocket(0)) {
      gone = new SignalLocation("elsewhere", "127.0.0.1", free.getLocalPort());
    }

    assertFault(client.fetch(gone, TEACHER, ID, EPOCH))
        .hasMessageContaining("tried 4 times")
        .isInstanceOfSatisfying(
            DocentException.class, fault -> assertThat(fault.isDamage()).isFalse());
  }

  @Test
  void aServerThatSaysNothingIsGivenUp() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      SignalLocation silent = new SignalLocation("elsewhere", "127.0.0.1", mute.getLocalPort());

      assertFault(client.fetch(silent, TEACHER, ID, EPOCH))
          .hasMessageContaining("nothing came for a while");
    }
  }

  @Test
  void anAnnouncedSizeAboveTheLimitIsRefusedBeforeItIsAllocated() throws IOException {
    SignalHeader huge = Signals.header(ID, 100_000, 5_000, "weights-1");

    try (ServerSocket liar = answering(huge, huge.payloadBytes())) {
      assertFault(client.fetch(at(liar), TEACHER, ID, EPOCH))
          .hasMessageContaining("it announces 2000000000 bytes, at most 1048576 are taken");
    }
  }

  @Test
  void aSizeThatItsHeaderDoesNotBearOutIsRefused() throws IOException {
    SignalHeader small = Signals.header(ID, 2, 2, "weights-1");

    try (ServerSocket liar = answering(small, 1000)) {
      assertFault(client.fetch(at(liar), TEACHER, ID, EPOCH))
          .hasMessageContaining("it announces 1000 bytes, its head says 16");
    }
  }

  @Test
  void garbageIsDroppedAndTheServerServesOn() throws IOException {
    outbox.put(ID, EPOCH, Signals.counting(ID, 10, 64, 1));
    try (Socket peer = connect()) {
      peer.getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: x\r\n\r\n" + "x".repeat(100))
                  .getBytes(StandardCharsets.UTF_8));

      assertThat(untilClosed(peer)).isZero();
    }

    assertThat(join(client.fetch(location(), TEACHER, ID, EPOCH)).header().payloadBytes())
        .isEqualTo(4 * 10 * 64);
  }

  @Test
  void aPeerThatDribblesItsRequestIsDropped() throws IOException {
    try (Socket peer = connect()) {
      peer.getOutputStream().write(PullRequest.head(TEACHER).encode().array(), 0, 20);

      assertThat(untilClosed(peer)).isZero();
    }
  }

  @Test
  void morePeersThanAllowedAreDropped() throws IOException {
    List<Socket> peers = new ArrayList<>();
    for (int i = 0; i < OPTIONS.maxConnections(); i++) {
      peers.add(connect());
    }
    try (Socket tooMany = connect()) {
      assertThat(untilClosed(tooMany)).isZero();
    }
    for (Socket peer : peers) {
      peer.close();
    }
  }

  @Test
  void anAddressThatCannotBeBoundIsAClearFault() {
    assertThatThrownBy(() -> SignalServer.start(outboxes, OPTIONS, "127.0.0.1", location().port()))
        .isInstanceOf(DocentException.class)
        .hasMessageStartingWith("signals cannot be served on 127.0.0.1:" + location().port());
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), location().port());
  }

  private static SignalLocation at(ServerSocket socket) {
    return new SignalLocation("elsewhere", "127.0.0.1", socket.getLocalPort());
  }

  /** A server that gives this answer to whoever connects. */
  @SuppressWarnings("FutureReturnValueIgnored") // should it fail, the pull does
  private static ServerSocket answering(SignalHeader header, long totalBytes) throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    ByteBuffer head = SignalHeaderFormat.encode(header);
    byte[] answer = new PullAnswer(PullStatus.OK, EPOCH, totalBytes, head).encode().array();
    CompletableFuture.runAsync(
        () -> {
          try {
            OutputStream out = socket.accept().getOutputStream();
            out.write(answer);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return socket;
  }

  private static long untilClosed(Socket peer) throws IOException {
    peer.setSoTimeout(10_000);
    InputStream in = peer.getInputStream();
    try {
      return in.readAllBytes().length;
    } catch (SocketException reset) {
      return 0;
    }
  }
}
