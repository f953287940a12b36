package org.docent.actors.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.SignalLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client notices that a teacher's process is gone, whether or not it pulls anything. */
@Timeout(30)
class LostTeacherTest extends ServedOutbox {

  private final BlockingQueue<TeacherId> lost = new LinkedBlockingQueue<>();

  @Test
  void theEndOfAServerShowsThoughNothingIsPulled() throws Exception {
    outbox.put(ID, EPOCH, Signals.counting(ID, 10, 64, 1));
    client.watch((teacher, reason) -> lost.add(teacher));
    join(client.fetch(location(), TEACHER, ID, EPOCH));

    server.close();

    assertThat(lost.poll(10, TimeUnit.SECONDS)).isEqualTo(TEACHER);
  }

  @Test
  void everyTeacherOfTheProcessIsLostWithIt() throws Exception {
    TeacherId second = new TeacherId("teacher-1");
    outbox.put(ID, EPOCH, Signals.counting(ID, 10, 64, 1));
    outboxes.open(second).put(ID, EPOCH, Signals.counting(ID, 10, 64, 1));
    client.watch((teacher, reason) -> lost.add(teacher));
    join(client.fetch(location(), TEACHER, ID, EPOCH));
    join(client.fetch(location(), second, ID, EPOCH));

    server.close();

    assertThat(List.of(poll(), poll())).containsExactlyInAnyOrder(TEACHER, second);
  }

  @Test
  void aServerThatClosesIdleConnectionsIsNotLost() throws IOException {
    outbox.put(ID, EPOCH, Signals.counting(ID, 10, 64, 1));
    client.watch((teacher, reason) -> lost.add(teacher));

    try (FaultyLine line = new FaultyLine(location(), (connection, index, value) -> value)) {
      join(client.fetch(line.location(), TEACHER, ID, EPOCH));
      awaitConnections(line, 3);

      assertThat(join(client.fetch(line.location(), TEACHER, ID, EPOCH)).header().id())
          .isEqualTo(ID);
    }
    assertThat(lost).isEmpty();
  }

  @Test
  void aServerNobodyPullsFromAnyMoreIsLetGo() throws IOException {
    outbox.put(ID, EPOCH, Signals.counting(ID, 10, 64, 1));

    try (FaultyLine line = new FaultyLine(location(), (connection, index, value) -> value)) {
      join(client.fetch(line.location(), TEACHER, ID, EPOCH));
      awaitConnections(line, 9);
      LockSupport.parkNanos(OPTIONS.idle().multipliedBy(2).toNanos());

      assertThat(line.connections()).isEqualTo(9);
    }
  }

  @Test
  void aTeacherWhoseProcessRefusesIsToldOnceHoweverManyPullsFail() throws Exception {
    SignalLocation gone;
    try (ServerSocket free = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      gone = new SignalLocation("elsewhere", "127.0.0.1", free.getLocalPort());
    }
    client.watch((teacher, reason) -> lost.add(teacher));

    List<Throwable> failures = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      client
          .fetch(gone, TEACHER, new MicroBatchId(0, 0, 0, part), EPOCH)
          .whenComplete((signal, failure) -> failures.add(failure));
    }

    assertFault(client.fetch(gone, TEACHER, ID, EPOCH)).hasMessageContaining("tried 4 times");
    assertThat(failures).hasSize(3).doesNotContainNull();
    assertThat(lost).containsExactly(TEACHER);
  }

  private TeacherId poll() throws InterruptedException {
    TeacherId next = lost.poll(10, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private static void awaitConnections(FaultyLine line, int count) {
    while (line.connections() < count) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
