package org.docent.actors.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.docent.actors.stream.Outboxes;
import org.docent.actors.stream.SignalClient;
import org.docent.actors.stream.SignalClient.SameProcess;
import org.docent.actors.stream.StreamOptions;
import org.docent.actors.tls.Tls;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.StreamSettings;
import org.docent.protocol.settings.TlsSettings;
import org.docent.protocol.signal.SignalLocation;
import org.jspecify.annotations.Nullable;

/**
 * Pulls signals from another process over the loopback as a student does, and in turn with it
 * copies as many bytes plainly, so that what else the machine does meets both.
 */
public final class StreamBench implements AutoCloseable {

  private static final double GIGA = 1e9;
  private static final double MEGA = 1e6;

  private final StreamWork work;
  private final LongSupplier nanos;
  private final StreamBenchPeer peer;
  private final SignalClient client;
  private final SignalLocation location;

  private StreamBench(
      StreamWork work, @Nullable TlsSettings tls, LongSupplier nanos, StreamBenchPeer peer) {
    this.work = work;
    this.nanos = nanos;
    this.peer = peer;
    StreamSettings settings = new StreamSettings("", 0, work.chunkBytes(), work.credit(), 1L << 30);
    this.client =
        new SignalClient(
            new Outboxes(() -> "bench client"),
            StreamOptions.of(settings, Tls.loadIfSet(tls)),
            SameProcess.OVER_SOCKET);
    this.location = new SignalLocation("bench server", "127.0.0.1", peer.signalPort());
  }

  /**
   * Measures; one round of each before is not counted.
   *
   * @param folder for throw-away certificates
   * @param nanos a clock that only goes forward, in nanoseconds
   */
  public static StreamReport run(StreamWork work, Path folder, LongSupplier nanos) {
    TlsSettings tls =
        work.tls() ? new ThrowAwayAuthority(folder).sign("bench", "ip:127.0.0.1") : null;
    try (StreamBenchPeer peer = StreamBenchPeer.start(work, tls);
        StreamBench bench = new StreamBench(work, tls, nanos, peer)) {
      return bench.measure();
    } catch (IOException e) {
      throw DocentException.stop("the benchmark of the data plane broke: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private interface Copy {
    void run() throws IOException;
  }

  private record Rounds(List<Double> gigabytesPerSecond, ProcessUsage used) {
    Rounds() {
      this(new ArrayList<>(), new ProcessUsage(0, 0));
    }
  }

  private StreamReport measure() throws IOException {
    round(this::plain, new Rounds());
    round(this::stream, new Rounds());
    Rounds plain = new Rounds();
    Rounds stream = new Rounds();
    for (int i = 0; i < work.rounds(); i++) {
      plain = round(this::plain, plain);
      stream = round(this::stream, stream);
    }
    double gigabytes = work.rounds() * work.bytesOfRound() / GIGA;
    return new StreamReport(
        work,
        SignalClient.transport(),
        plain.gigabytesPerSecond,
        stream.gigabytesPerSecond,
        StreamReport.median(stream.gigabytesPerSecond)
            / StreamReport.median(plain.gigabytesPerSecond),
        plain.used.cpuNanos() / GIGA / gigabytes,
        stream.used.cpuNanos() / GIGA / gigabytes,
        stream.used.allocatedBytes() / MEGA / gigabytes);
  }

  private Rounds round(Copy copy, Rounds before) throws IOException {
    ProcessUsage usedBefore = peer.usage().plus(ProcessUsage.now());
    long begin = nanos.getAsLong();
    copy.run();
    long took = nanos.getAsLong() - begin;
    ProcessUsage used = peer.usage().plus(ProcessUsage.now()).minus(usedBefore);
    before.gigabytesPerSecond.add(work.bytesOfRound() / (double) took); // bytes/ns are GB/s
    return new Rounds(before.gigabytesPerSecond, before.used.plus(used));
  }

  private void plain() throws IOException {
    PlainCopy.pull(peer.plainPort(), work.bytesOfRound(), 4 * StreamWork.WIDTH * work.rows());
  }

  private void stream() {
    Semaphore credit = new Semaphore(work.credit());
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < work.signalsOfRound() && failure.get() == null; i++) {
      credit.acquireUninterruptibly();
      pull(i % work.credit(), credit, failure);
    }
    credit.acquireUninterruptibly(work.credit());
    if (failure.get() instanceof DocentException ours) {
      throw ours;
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is in the failure
  private void pull(int number, Semaphore credit, AtomicReference<@Nullable Throwable> failure) {
    client
        .fetch(
            location,
            StreamBenchServer.TEACHER,
            StreamBenchServer.signal(number),
            StreamBenchServer.EPOCH)
        .whenComplete(
            (signal, fault) -> {
              if (signal == null) {
                failure.set(fault);
              } else {
                client.release(signal);
              }
              credit.release();
            });
  }
}
