package org.docent.actors.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.TlsSettings;
import org.jspecify.annotations.Nullable;

/** The other process: a {@link StreamBenchServer} in a JVM with this one's class path. */
final class StreamBenchPeer implements AutoCloseable {

  private static final int END_SECONDS = 10;

  private final Process process;
  private final BufferedReader said;
  private final Writer asking;
  private final int signalPort;
  private final int plainPort;

  private StreamBenchPeer(Process process) throws IOException {
    this.process = process;
    this.said = process.inputReader();
    this.asking = process.outputWriter();
    long[] ports = numbers();
    this.signalPort = (int) ports[0];
    this.plainPort = (int) ports[1];
  }

  static StreamBenchPeer start(StreamWork work, @Nullable TlsSettings tls) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData"));
    String logging = System.getProperty("logback.configurationFile");
    if (logging != null) {
      command.add("-Dlogback.configurationFile=" + logging);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(StreamBenchServer.class.getName());
    command.add(String.valueOf(work.rows()));
    command.add(String.valueOf(work.chunkBytes()));
    command.add(String.valueOf(work.credit()));
    if (tls != null) {
      command.add(tls.certificate().toString());
      command.add(tls.privateKey().toString());
      command.add(tls.trustedCertificates().toString());
    }
    return new StreamBenchPeer(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  int signalPort() {
    return signalPort;
  }

  int plainPort() {
    return plainPort;
  }

  ProcessUsage usage() throws IOException {
    asking.write("\n");
    asking.flush();
    long[] used = numbers();
    return new ProcessUsage(used[0], used[1]);
  }

  @Override
  public void close() throws IOException {
    asking.close(); // the end of its input is its end
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private long[] numbers() throws IOException {
    String line = said.readLine();
    if (line == null || !line.matches("\\d+ \\d+")) {
      process.destroyForcibly();
      throw DocentException.stop(
          "the serving process of the benchmark said \""
              + line
              + "\" and ended; its own words"
              + " stand above");
    }
    String[] parts = line.split(" ", -1);
    return new long[] {Long.parseLong(parts[0]), Long.parseLong(parts[1])};
  }
}
