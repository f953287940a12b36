package org.docent.actors.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.docent.actors.stream.SignalClient.SameProcess;
import org.docent.model.distill.Signal;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.SignalLocation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the client's buffers. */
@Timeout(30)
class PooledPullsTest {

  private static final TeacherId TEACHER = new TeacherId("teacher-0");
  private static final MicroBatchId ID = new MicroBatchId(0, 3, 0, 1);
  private static final LeaseEpoch EPOCH = new LeaseEpoch(2);
  private static final int CHUNK = 4096;
  private static final StreamOptions OPTIONS =
      new StreamOptions(
          CHUNK,
          1 << 20,
          1 << 20,
          8,
          Duration.ofMillis(400),
          Duration.ofSeconds(2),
          3,
          Duration.ofMillis(5),
          null);

  private final Outboxes outboxes = new Outboxes(() -> "this process");
  private final Outbox outbox = outboxes.open(TEACHER);
  private SignalServer server;
  private SignalClient client;

  @BeforeEach
  void start() {
    server = SignalServer.start(outboxes, OPTIONS, "127.0.0.1", 0);
    client = new SignalClient(outboxes, OPTIONS, SameProcess.OVER_SOCKET);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void whatIsReleasedServesTheNextPullAndWhatIsHandedOverIsLeftAlone() {
    Signal held = Signals.counting(ID, 100, 64, 0.5f);
    outbox.put(ID, EPOCH, held);
    Signal first = join(client.fetch(location(), TEACHER, ID, EPOCH));
    first.payload().putFloat(0, -1);
    client.release(first);
    assertThat(client.pool().lentBuffers()).isZero();
    assertThat(client.pool().idleBytes()).isPositive();

    Signal second = join(client.fetch(location(), TEACHER, ID, EPOCH));

    assertThat(second).isEqualTo(held);
    assertThat(client.pool().idleBytes()).isZero();
    client.release(held);
    client.release(first);
    assertThat(client.pool().lentBuffers()).isEqualTo(1);
  }

  @Test
  void aPullThatFailsKeepsNoBuffer() throws IOException {
    outbox.put(ID, EPOCH, Signals.counting(ID, 100, 64, 1));
    FaultyLine.Fault alwaysCut = (c, index, value) -> index > 2000 ? FaultyLine.Fault.CUT : value;

    try (FaultyLine line = new FaultyLine(location(), alwaysCut)) {
      assertFault(client.fetch(line.location(), TEACHER, ID, EPOCH));
    }

    assertThat(client.pool().lentBuffers()).isZero();
  }

  @Test
  void closingFailsWhatIsUnderWayAndKeepsNoBuffer() throws Exception {
    outbox.put(ID, EPOCH, Signals.counting(ID, 100, 64, 1));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    FaultyLine.Fault stalls =
        (c, index, value) -> {
          if (index == 3 * CHUNK) {
            begun.countDown();
            awaitUninterruptibly(closed);
          }
          return value;
        };

    try (FaultyLine line = new FaultyLine(location(), stalls)) {
      CompletionStage<Signal> pull = client.fetch(line.location(), TEACHER, ID, EPOCH);
      assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
      client.close();
      assertFault(pull).hasMessageContaining("this client is closed");
      closed.countDown();
    }

    assertFault(client.fetch(location(), TEACHER, ID, EPOCH))
        .hasMessageContaining("this client is closed");
    assertThat(client.pool().lentBuffers()).isZero();
    assertThat(client.pool().idleBytes()).isZero();
  }

  private SignalLocation location() {
    return server.location("127.0.0.1");
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertFault(
      CompletionStage<?> pull) {
    return assertThatThrownBy(() -> join(pull)).isInstanceOf(DocentException.class);
  }

  private static <T> T join(CompletionStage<T> pull) {
    try {
      return pull.toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (DocentException) e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the pull did not end in time", e);
    }
  }
}
