package org.docent.coordinator.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.docent.model.storage.DurableFile;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * Where the coordinators of a run are: {@code RUN_DIR/coordinators/HOST_PORT.json}, one for each
 * node that can be it, from its start to its end. One whose process died leaves its file, which is
 * passed over on its own machine; elsewhere nobody answers there.
 */
public record CoordinatorFiles(Path runDirectory) {

  private static final String FOLDER = "coordinators";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * What one of them says.
   *
   * @param address {@code host:port} of the control plane
   * @param management {@code http://host:port} of its management endpoint; null when it has none
   */
  public record Entry(String address, long pid, @Nullable String management) {}

  /**
   * Says where this process's coordinator is.
   *
   * @param alone whether it begins a cluster of its own: what others left behind is removed
   */
  public void enter(String address, @Nullable String management, boolean alone) {
    Path folder = folder();
    try {
      Files.createDirectories(folder);
      if (alone) {
        for (Path old : files()) {
          Files.deleteIfExists(old);
        }
      }
    } catch (IOException e) {
      throw DocentException.stop(
          "%s cannot be made new (%s); the run directory must be writable"
              .formatted(folder, IoReason.of(e)),
          e);
    }
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("address", address)
            .put("host", hostName())
            .put("pid", ProcessHandle.current().pid())
            .put("started", startOf(ProcessHandle.current()))
            .put("management", management);
    DurableFile.write(file(address), (json + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Takes back what {@link #enter} said; nothing happens when it cannot. */
  public void leave(String address) {
    file(address).toFile().delete();
  }

  /** Those that may be there, in the order of their addresses. */
  public List<Entry> found() {
    return files().stream().flatMap(file -> read(file).stream()).toList();
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder())) {
      return entries.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw DocentException.stop("%s cannot be read (%s)".formatted(folder(), IoReason.of(e)), e);
    }
  }

  private static Optional<Entry> read(Path file) {
    try {
      JsonNode json = MAPPER.readTree(file.toFile());
      if (json.path("host").asText().equals(hostName()) && isDead(json)) {
        return Optional.empty();
      }
      return Optional.of(
          new Entry(
              json.path("address").asText(),
              json.path("pid").asLong(),
              json.path("management").asText(null)));
    } catch (IOException e) {
      return Optional.empty(); // it left just now
    }
  }

  /** Whether no process of that number is there, or one that began at another time. */
  private static boolean isDead(JsonNode json) {
    Optional<ProcessHandle> process = ProcessHandle.of(json.path("pid").asLong());
    return process.filter(ProcessHandle::isAlive).isEmpty()
        || !startOf(process.get()).equals(json.path("started").asText());
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private Path folder() {
    return runDirectory.resolve(FOLDER);
  }

  private Path file(String address) {
    return folder().resolve(address.replaceAll("[^A-Za-z0-9.-]", "_") + ".json");
  }
}
