package org.docent.actors.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.docent.actors.stream.Outboxes;
import org.docent.actors.stream.SignalServer;
import org.docent.actors.stream.StreamOptions;
import org.docent.actors.tls.Tls;
import org.docent.model.distill.Signal;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.StreamSettings;
import org.docent.protocol.settings.TlsSettings;
import org.docent.protocol.signal.ElementType;
import org.docent.protocol.signal.SignalHeader;
import org.docent.protocol.signal.SignalSection;
import org.docent.protocol.signal.TensorSpec;

/**
 * The teacher's end of the benchmark as a process of its own: says its ports, then what it has used
 * at each line it is sent, and ends when its input does.
 */
public final class StreamBenchServer {

  static final TeacherId TEACHER = new TeacherId("bench");
  static final LeaseEpoch EPOCH = new LeaseEpoch(1);

  private StreamBenchServer() {}

  /** Signals it holds; they are pulled in turn. */
  static MicroBatchId signal(int number) {
    return new MicroBatchId(0, 0, 0, number);
  }

  /**
   * Serves.
   *
   * @param args rows of a signal, bytes of a chunk, number of signals; with TLS, three files
   */
  public static void main(String[] args) throws IOException {
    int rows = Integer.parseInt(args[0]);
    int chunkBytes = Integer.parseInt(args[1]);
    int signals = Integer.parseInt(args[2]);
    Tls tls =
        args.length < 6
            ? null
            : Tls.load(new TlsSettings(Path.of(args[3]), Path.of(args[4]), Path.of(args[5])));
    Outboxes outboxes = new Outboxes(() -> "bench server");
    for (int number = 0; number < signals; number++) {
      outboxes.open(TEACHER).put(signal(number), EPOCH, random(number, rows));
    }
    StreamSettings settings =
        new StreamSettings("127.0.0.1", 0, chunkBytes, signals, Long.MAX_VALUE);
    StreamOptions options = StreamOptions.of(settings, tls);
    try (SignalServer server = SignalServer.start(outboxes, options, settings.host(), 0);
        PlainCopy copy = PlainCopy.serve(4 * StreamWork.WIDTH * rows, chunkBytes)) {
      answer(server.location(settings.host()).port() + " " + copy.port());
    }
  }

  private static void answer(String ports) throws IOException {
    PrintStream out = System.out;
    out.println(ports);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (in.readLine() != null) {
      ProcessUsage usage = ProcessUsage.now();
      out.println(usage.cpuNanos() + " " + usage.allocatedBytes());
    }
  }

  private static Signal random(int number, int rows) {
    TensorSpec hidden =
        new TensorSpec(SignalSection.VISUAL_HIDDEN, ElementType.FLOAT32, rows, StreamWork.WIDTH);
    SignalHeader header =
        new SignalHeader(
            signal(number), number, "bench weights", "vis=hidden(float32)", List.of(hidden));
    ByteBuffer payload =
        ByteBuffer.allocateDirect(4 * StreamWork.WIDTH * rows).order(ByteOrder.LITTLE_ENDIAN);
    long state = number + 1L;
    for (int at = 0; at + 8 <= payload.limit(); at += 8) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      payload.putLong(at, state);
    }
    return new Signal(header, payload);
  }
}
