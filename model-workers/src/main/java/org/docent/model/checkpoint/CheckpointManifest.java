package org.docent.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.docent.model.storage.Disk;
import org.docent.model.storage.DurableFile;
import org.docent.model.storage.IoReason;

/**
 * {@code manifest.json}: size and SHA-256 of every file of a checkpoint, by its path with forward
 * slashes. Written last, it is what makes a folder a checkpoint.
 */
record CheckpointManifest(int globalStep, SortedMap<String, Entry> files) {

  static final String FILE = "manifest.json";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int READ_BYTES = 1 << 20;

  record Entry(long size, String sha256) {}

  /** Measures all files of {@code folder} and forces each, and each folder, to the medium. */
  static CheckpointManifest seal(int globalStep, Path folder) throws IOException {
    SortedMap<String, Entry> files = new TreeMap<>();
    List<Path> paths;
    try (Stream<Path> tree = Files.walk(folder)) {
      paths = tree.toList();
    }
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        Disk.forceFolder(path);
      } else {
        Disk.forceFile(path);
        String name = folder.relativize(path).toString().replace('\\', '/');
        files.put(name, new Entry(Files.size(path), sha256(path)));
      }
    }
    return new CheckpointManifest(globalStep, files);
  }

  void writeTo(Path folder) throws IOException {
    ObjectNode json = JSON.createObjectNode().put("format", 1).put("globalStep", globalStep);
    ObjectNode list = json.putObject("files");
    files.forEach(
        (name, file) -> list.putObject(name).put("size", file.size).put("sha256", file.sha256));
    DurableFile.write(
        folder.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
  }

  /** What is wrong with the checkpoint {@code folder}; empty when it is whole. */
  static Optional<String> damage(Path folder) {
    try {
      JsonNode files = JSON.readTree(folder.resolve(FILE).toFile()).path("files");
      if (!files.isObject()) {
        return Optional.of(FILE + " has no list of files");
      }
      for (Map.Entry<String, JsonNode> file : files.properties()) {
        Optional<String> damage = damage(folder, file.getKey(), file.getValue());
        if (damage.isPresent()) {
          return damage;
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(FILE + " cannot be read: " + IoReason.of(e));
    }
  }

  private static Optional<String> damage(Path folder, String name, JsonNode promised)
      throws IOException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      return Optional.of(name + " is missing");
    }
    long size = Files.size(file);
    if (size != promised.path("size").asLong(-1)) {
      return Optional.of(
          "%s has %d bytes, the manifest says %s".formatted(name, size, promised.path("size")));
    }
    String sha256 = sha256(file);
    if (!sha256.equals(promised.path("sha256").asText())) {
      return Optional.of(
          "%s has SHA-256 %s, the manifest says %s"
              .formatted(name, sha256, promised.path("sha256").asText()));
    }
    return Optional.empty();
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    byte[] buffer = new byte[READ_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
