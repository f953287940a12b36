package org.docent.actors.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.docent.actors.stream.SignalClient.SameProcess;
import org.docent.actors.testkit.LogLines;
import org.docent.model.distill.Signal;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.PullRequest;
import org.docent.protocol.signal.SignalLocation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server against peers that misbehave on real sockets; after each a good one is served. */
@Timeout(60)
class HostileSocketsTest {

  private static final TeacherId TEACHER = new TeacherId("teacher-0");
  private static final MicroBatchId ID = new MicroBatchId(0, 3, 0, 1);
  private static final LeaseEpoch EPOCH = new LeaseEpoch(2);
  private static final int CHUNK = 64 << 10;
  private static final int PEERS = 8;
  private static final StreamOptions OPTIONS = options(PEERS);

  private final Outboxes outboxes = new Outboxes(() -> "this process");
  private final Signal held = Signals.counting(ID, 3000, 1024, 1); // beyond what sockets buffer
  private final LogLines log = new LogLines(SignalServer.class);
  private final LogLines faults = new LogLines(PullServerHandler.class);
  private final List<Socket> peers = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private SignalServer server;

  @BeforeEach
  void serve() {
    outboxes.open(TEACHER).put(ID, EPOCH, held);
    server = SignalServer.start(outboxes, OPTIONS, "127.0.0.1", 0);
  }

  @AfterEach
  void aGoodPeerIsServed() throws Exception {
    for (Socket peer : peers) {
      peer.close();
    }
    try (SignalClient client = new SignalClient(outboxes, OPTIONS, SameProcess.OVER_SOCKET)) {
      assertThat(pull(client, server.location("127.0.0.1"))).isEqualTo(held);
    }
    assertThat(faults.rest()).isEmpty();
    server.close();
    server.awaitEnd(); // what it still logs belongs to this test
    log.close();
    faults.close();
  }

  @Test
  void aFloodOfConnectionsCostsABoundedNumberOfLines() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 1500; i++) {
      Socket peer = connect();
      byte[] garbage = new byte[random.nextInt(200)];
      random.nextBytes(garbage);
      try {
        peer.getOutputStream().write(garbage);
      } catch (SocketException closed) {
        assertThat(i).isPositive();
      }
      if (i % 3 == 0) {
        peer.close();
      }
    }
    for (Socket peer : peers) {
      assertThat(untilClosed(peer)).isZero();
    }
    assertThat(log.rest()).hasSize(DroppedPeers.LINES_A_MINUTE);
  }

  @Test
  void peersThatNeverReadCostNoMemoryAndAreDropped() throws IOException {
    long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    byte[] request = PullRequest.signal(TEACHER, ID, EPOCH).encode().array();
    for (int i = 0; i < PEERS; i++) {
      connect().getOutputStream().write(request);
    }

    for (int i = 0; i < PEERS; i++) {
      assertThat(log.next()).contains("it took no byte for 800 ms");
    }
    long after = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    assertThat(after - before).isLessThanOrEqualTo(8 << 20); // two arenas' first chunks of 4 MiB
  }

  @Test
  void aPeerThatAsksOnAndNeverReadsIsDropped() throws IOException {
    Socket peer = connect();
    OutputStream out = peer.getOutputStream();
    byte[] asksForNothing =
        PullRequest.signal(TEACHER, new MicroBatchId(9, 9, 9, 9), EPOCH).encode().array();
    try {
      for (int i = 0; i < 1_000_000; i++) {
        out.write(asksForNothing);
      }
      throw new AssertionError("a million questions were taken");
    } catch (SocketException dropped) {
      assertThat(log.next()).contains("it asks again before it took the answer");
    }
  }

  @Test
  void halfOpenAndSilentPeersAreForgottenWhileOthersAreServed() throws Exception {
    for (int i = 0; i < PEERS - 1; i++) {
      Socket peer = connect();
      if (i % 2 == 0) {
        peer.shutdownOutput();
      }
    }
    try (SignalClient client = new SignalClient(outboxes, OPTIONS, SameProcess.OVER_SOCKET)) {
      assertThat(pull(client, server.location("127.0.0.1"))).isEqualTo(held);
    }
    for (Socket peer : peers) {
      assertThat(untilClosed(peer)).isZero();
    }
    assertThat(log.rest()).isEmpty();
  }

  @Test
  void aChangedByteOfEveryFieldOnTheLineIsRecoveredFrom() throws Exception {
    Signal small = Signals.counting(ID, 40, 1024, 7); // two and a half chunks
    outboxes.open(TEACHER).put(ID, new LeaseEpoch(3), small);
    int answer = ServedBytes.of(small, EPOCH, CHUNK).answerBytes();
    List<Integer> places = new ArrayList<>();
    IntStream.of(0, 4, 6, 7, 11, 19, 27, 28, 40, answer - 1).forEach(places::add);
    for (int chunk = 0; chunk < 3; chunk++) {
      int header = answer + chunk * (CHUNK + 32);
      IntStream.of(0, 5, 7, 15, 23, 27, 31, 32, 1000).forEach(field -> places.add(header + field));
    }
    try (SignalServer roomy = SignalServer.start(outboxes, options(100), "127.0.0.1", 0);
        SignalClient client = new SignalClient(outboxes, OPTIONS, SameProcess.OVER_SOCKET)) {
      List<CompletableFuture<Signal>> pulls = new ArrayList<>();
      List<FaultyLine> lines = new ArrayList<>();
      List<CompletableFuture<Integer>> connections = new ArrayList<>();
      for (int place : places) {
        FaultyLine line =
            new FaultyLine(
                roomy.location("127.0.0.1"),
                (connection, index, value) ->
                    connection == 1 && index == place ? value ^ 0x20 : value);
        lines.add(line);
        CompletableFuture<Signal> pull =
            client.fetch(line.location(), TEACHER, ID, new LeaseEpoch(3)).toCompletableFuture();
        pulls.add(pull);
        connections.add(pull.thenApply(done -> line.connections()));
        if (pulls.size() % 4 == 0) {
          CompletableFuture.allOf(pulls.toArray(CompletableFuture[]::new))
              .get(20, TimeUnit.SECONDS);
        }
      }
      for (int i = 0; i < pulls.size(); i++) {
        assertThat(pulls.get(i).get(20, TimeUnit.SECONDS)).as("%d", places.get(i)).isEqualTo(small);
        assertThat(connections.get(i).get()).as("%d", places.get(i)).isEqualTo(2);
        lines.get(i).close();
      }
    }
    outboxes.open(TEACHER).release(List.of(ID));
    outboxes.open(TEACHER).put(ID, EPOCH, held);
  }

  private static StreamOptions options(int maxConnections) {
    return new StreamOptions(
        CHUNK,
        64 << 20,
        64 << 20,
        maxConnections,
        Duration.ofMillis(800),
        Duration.ofSeconds(2),
        3,
        Duration.ofMillis(5),
        null);
  }

  private static Signal pull(SignalClient client, SignalLocation from) throws Exception {
    return client.fetch(from, TEACHER, ID, EPOCH).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Socket connect() throws IOException {
    Socket peer = new Socket(InetAddress.getLoopbackAddress(), server.location("127.0.0.1").port());
    peer.setSoTimeout(10_000);
    peers.add(peer);
    return peer;
  }

  private static long untilClosed(Socket peer) throws IOException {
    if (peer.isClosed()) {
      return 0;
    }
    InputStream in = peer.getInputStream();
    try {
      return in.readAllBytes().length;
    } catch (SocketException reset) {
      return 0;
    }
  }
}
