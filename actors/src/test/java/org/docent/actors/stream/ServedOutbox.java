package org.docent.actors.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.docent.actors.stream.SignalClient.SameProcess;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.SignalLocation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An outbox, a server and a client of this process that come to each other over a socket. */
abstract class ServedOutbox {

  static final TeacherId TEACHER = new TeacherId("teacher-0");
  static final MicroBatchId ID = new MicroBatchId(0, 3, 0, 1);
  static final LeaseEpoch EPOCH = new LeaseEpoch(2);
  static final int CHUNK = 4096;
  static final StreamOptions OPTIONS =
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

  final Outboxes outboxes = new Outboxes(() -> "this process");
  final Outbox outbox = outboxes.open(TEACHER);

  @SuppressWarnings("NullAway.Init")
  SignalServer server;

  @SuppressWarnings("NullAway.Init")
  SignalClient client;

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

  SignalLocation location() {
    return server.location("127.0.0.1");
  }

  static AbstractThrowableAssert<?, ? extends Throwable> assertFault(CompletionStage<?> pull) {
    return assertThatThrownBy(() -> join(pull))
        .isInstanceOfSatisfying(
            DocentException.class, fault -> assertThat(fault.category()).isEqualTo(Category.RETRY));
  }

  static <T> T join(CompletionStage<T> pull) {
    try {
      return pull.toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (DocentException) e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("the pull did not end in time", e);
    }
  }
}
