package org.docent.actors.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.AbstractThrowableAssert;
import org.docent.actors.stream.SignalClient.SameProcess;
import org.docent.actors.testkit.LogLines;
import org.docent.actors.tls.TestCertificates;
import org.docent.actors.tls.Tls;
import org.docent.model.distill.Signal;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.TlsSettings;
import org.docent.protocol.signal.PullRequest;
import org.docent.protocol.signal.SignalLocation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StreamTlsTest {

  private static final TeacherId TEACHER = new TeacherId("teacher-0");
  private static final MicroBatchId ID = new MicroBatchId(0, 3, 0, 1);
  private static final LeaseEpoch EPOCH = new LeaseEpoch(2);
  private static final String HERE = "ip:127.0.0.1,dns:localhost";

  @SuppressWarnings("NullAway.Init")
  private static TestCertificates ours;

  @SuppressWarnings("NullAway.Init")
  private static TestCertificates others;

  @SuppressWarnings("NullAway.Init")
  private static TlsSettings teacher;

  @SuppressWarnings("NullAway.Init")
  private static TlsSettings student;

  @SuppressWarnings("NullAway.Init")
  private static TlsSettings stranger;

  private final Outboxes outboxes = new Outboxes(() -> "this process");
  private final Outbox outbox = outboxes.open(TEACHER);
  private final Signal held = Signals.counting(ID, 300, 512, 0.5f);
  private final LogLines log = new LogLines(SignalServer.class);

  @SuppressWarnings("NullAway.Init") // every test begins by serving
  private SignalServer server;

  @BeforeAll
  static void makeCertificates(@TempDir Path ourFolder, @TempDir Path otherFolder) {
    ours = new TestCertificates(ourFolder);
    others = new TestCertificates(otherFolder);
    teacher = ours.sign("teacher", HERE);
    student = ours.sign("student", "dns:student");
    stranger = others.sign("stranger", HERE);
  }

  @BeforeEach
  void hold() {
    outbox.put(ID, EPOCH, held);
    outbox.putHead(Signals.head(50, 16, 3));
  }

  @AfterEach
  void stop() {
    server.close();
    server.awaitEnd(); // what it still logs belongs to this test
    log.close();
  }

  @Test
  void signalsAndHeadCrossBitForBit() {
    serve(teacher);
    try (SignalClient client = client(student)) {
      assertThat(join(client.fetch(location(), TEACHER, ID, EPOCH))).isEqualTo(held);
      assertThat(join(client.head(location(), TEACHER))).isEqualTo(Signals.head(50, 16, 3));
      assertThat(join(client.fetch(location(), TEACHER, ID, EPOCH))).isEqualTo(held);
    }
    assertThat(log.rest()).isEmpty();
  }

  @Test
  void aCutConnectionIsTakenUpAtTheByteItHadInPooledMemory() throws IOException {
    serve(teacher);
    long[] sentOnSecond = new long[1];
    FaultyLine.Fault cutOnce =
        (connection, index, value) -> {
          sentOnSecond[0] = connection == 2 ? index + 1 : 0;
          return connection == 1 && index == 400_000 ? FaultyLine.Fault.CUT : value;
        };
    try (SignalClient client = client(student);
        FaultyLine line = new FaultyLine(location(), cutOnce)) {
      Signal pulled = join(client.fetch(line.location(), TEACHER, ID, EPOCH));

      assertThat(pulled).isEqualTo(held);
      assertThat(line.connections()).isEqualTo(2);
      assertThat(sentOnSecond[0]).isLessThan(300_000);
      assertThat(client.pool().lentBuffers()).isEqualTo(1);
      client.release(pulled);
      assertThat(client.pool().lentBuffers()).isZero();
    }
  }

  @Test
  void aChangedByteOnTheLineIsNoticedAndTheRestPulledAgain() throws IOException {
    serve(teacher);
    FaultyLine.Fault flip = (c, index, value) -> c == 1 && index == 300_000 ? value ^ 1 : value;
    try (SignalClient client = client(student);
        FaultyLine line = new FaultyLine(location(), flip)) {
      assertThat(join(client.fetch(line.location(), TEACHER, ID, EPOCH))).isEqualTo(held);
      assertThat(line.connections()).isEqualTo(2);
    }
  }

  @Test
  void aPeerWithoutACertificateGetsNothing() throws IOException {
    serve(teacher);
    try (SSLSocket peer = ours.connect(connect(), "", "TLSv1.3")) {
      assertThatThrownBy(() -> askForTheHead(peer)).isInstanceOf(IOException.class);
    }
    assertThat(log.next()).contains("dropped peer", "it shows no certificate");
    assertThat(log.rest()).isEmpty();
  }

  @Test
  void aPeerOfAnotherAuthorityGetsNothing() throws IOException {
    serve(teacher);
    try (SSLSocket peer = others.connect(connect(), "stranger", "TLSv1.3")) {
      assertThatThrownBy(() -> askForTheHead(peer)).isInstanceOf(IOException.class);
    }
    TlsSettings disguised =
        new TlsSettings(
            stranger.certificate(), stranger.privateKey(), teacher.trustedCertificates());
    try (SignalClient client = client(disguised)) {
      assertFault(client.head(location(), TEACHER)).hasMessageContaining("it refuses this end");
    }
    assertThat(log.next()).contains("it refuses this end in the TLS handshake");
    assertThat(log.next()).contains("its certificate, of CN=stranger, is of no authority in tls.");
  }

  @Test
  void anOlderTlsGetsNothing() throws IOException {
    serve(teacher);
    try (SSLSocket peer = ours.connect(connect(), "student", "TLSv1.2")) {
      assertThatThrownBy(() -> askForTheHead(peer)).isInstanceOf(IOException.class);
    }
    assertThat(log.next()).contains("TLS with it failed", "TLSv1.2");
  }

  @Test
  void aServerOfAnotherAuthorityIsGivenNoRequest() {
    serve(stranger);
    try (SignalClient client = client(student)) {
      assertFault(client.head(location(), TEACHER))
          .hasMessageContaining("its certificate, of CN=stranger, is of no authority in tls.");
    }
  }

  @Test
  void aServerWhoseCertificateIsForAnotherHostIsGivenNoRequest() {
    serve(ours.sign("elsewhere", "ip:127.0.0.9,dns:elsewhere"));
    try (SignalClient client = client(student)) {
      assertFault(client.head(location(), TEACHER))
          .hasMessageContaining(
              "its certificate, of CN=elsewhere, names IP:127.0.0.9, DNS:elsewhere and not")
          .hasMessageContaining("127.0.0.1");
    }
  }

  @Test
  void aClientWithoutTlsIsToldSo() {
    serve(teacher);
    try (SignalClient client = client(null)) {
      assertFault(client.head(location(), TEACHER))
          .hasMessageContaining("which may be that tls is set on one end alone");
    }
    assertThat(log.next()).contains("it does not speak TLS and this end does, set tls");
  }

  @Test
  void aServerWithoutTlsIsToldSo() {
    serve(null);
    try (SignalClient client = client(student)) {
      assertFault(client.head(location(), TEACHER))
          .hasMessageContaining("it closed the connection in the TLS handshake; does it speak TLS");
    }
    assertThat(log.next()).contains("it speaks TLS and this end does not, set tls on both");
  }

  @Test
  void aPeerThatNeverFinishesTheHandshakeIsDropped() throws IOException {
    server = SignalServer.start(outboxes, options(teacher, Duration.ofSeconds(1)), "127.0.0.1", 0);
    try (Socket peer = connect()) {
      peer.getOutputStream().write(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00});
      peer.setSoTimeout(10_000);
      assertThat(peer.getInputStream().readAllBytes()).hasSizeLessThan(64);
    }
    assertThat(log.next()).contains("it did not finish the TLS handshake in time");
  }

  private void serve(@Nullable TlsSettings tls) {
    server = SignalServer.start(outboxes, options(tls), "127.0.0.1", 0);
  }

  private SignalClient client(@Nullable TlsSettings tls) {
    return new SignalClient(outboxes, options(tls), SameProcess.OVER_SOCKET);
  }

  private static StreamOptions options(@Nullable TlsSettings tls) {
    return options(tls, Duration.ofSeconds(20));
  }

  private static StreamOptions options(@Nullable TlsSettings tls, Duration connect) {
    return new StreamOptions(
        64 << 10,
        1 << 20,
        1 << 20,
        8,
        Duration.ofSeconds(20),
        connect,
        1,
        Duration.ofMillis(5),
        Tls.loadIfSet(tls));
  }

  private SignalLocation location() {
    return server.location("127.0.0.1");
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), location().port());
  }

  private static int askForTheHead(SSLSocket peer) throws IOException {
    peer.setSoTimeout(10_000);
    peer.getOutputStream().write(PullRequest.head(TEACHER).encode().array());
    return peer.getInputStream().read();
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertFault(
      CompletionStage<?> pull) {
    return assertThatThrownBy(() -> join(pull)).isInstanceOf(DocentException.class);
  }

  private static <T> T join(CompletionStage<T> pull) {
    try {
      return pull.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (DocentException) e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the pull did not end in time", e);
    }
  }
}
