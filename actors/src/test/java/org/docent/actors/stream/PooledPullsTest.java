package org.docent.actors.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.docent.model.distill.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the client's buffers. */
@Timeout(30)
class PooledPullsTest extends ServedOutbox {

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

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
