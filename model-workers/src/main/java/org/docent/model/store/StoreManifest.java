package org.docent.model.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/**
 * {@code manifest.json} of a stage's set: all that decides what its signals say. Records carry its
 * {@link #tag}, so that signals made in another way are never taken for these.
 *
 * @param facts what decides, by name, in the order in which a difference is looked for; values are
 *     compared as they stand
 * @param head SHA-256 of the teacher's head, for codecs that need one; empty for none
 * @param code the version of Docent that wrote it, which decides nothing
 */
public record StoreManifest(Map<String, String> facts, String head, String code) {

  public static final String FILE = "manifest.json";

  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  public StoreManifest {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** What every record made under this manifest carries: 64 bits of SHA-256 over the facts. */
  public long tag() {
    return ByteBuffer.wrap(Sha256.digest(bytes(facts))).getLong();
  }

  /**
   * The first fact that is another in {@code expected}, as part of a sentence; facts that are not
   * expected are not compared.
   */
  public Optional<String> difference(Map<String, String> expected) {
    for (Map.Entry<String, String> fact : expected.entrySet()) {
      String here = facts.get(fact.getKey());
      if (!fact.getValue().equals(here)) {
        return Optional.of(
            "%s is %s in the store and %s here".formatted(fact.getKey(), here, fact.getValue()));
      }
    }
    return Optional.empty();
  }

  /**
   * Reads the manifest of a set's folder; empty when there is none.
   *
   * @throws DocentException when it is damaged or of another format
   */
  public static Optional<StoreManifest> read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      if (json.path("format").asInt() != FORMAT) {
        throw DocentException.stop(
            "%s has format %s, this version reads format %d only; give another store.path"
                .formatted(file, json.path("format"), FORMAT));
      }
      Map<String, String> facts = new LinkedHashMap<>();
      json.path("facts")
          .properties()
          .forEach(fact -> facts.put(fact.getKey(), text(fact.getValue())));
      StoreManifest read =
          new StoreManifest(facts, text(json.path("teacher_head")), text(json.path("code")));
      if (!read.checksum().equals(text(json.path("sha256")))) {
        throw damaged(file, "its SHA-256 does not fit");
      }
      return Optional.of(read);
    } catch (IOException e) {
      throw damaged(file, IoReason.of(e));
    }
  }

  /**
   * Puts this manifest into a set's folder, or agrees with the one that is there.
   *
   * @param writer tells those apart that do so at the same time
   * @throws DocentException when that one has other facts
   */
  void agreeIn(Path folder, String writer) {
    if (read(folder).isEmpty()) {
      write(folder, writer);
    }
    StoreManifest there = read(folder).orElse(this);
    there.requireFacts(facts, folder);
    if (!head.isEmpty() && !there.head.equals(head)) {
      write(folder, writer);
    }
  }

  /**
   * Refuses signals that were made in another way.
   *
   * @throws DocentException naming the first difference
   */
  public void requireFacts(Map<String, String> expected, Path folder) {
    difference(expected)
        .ifPresent(
            difference -> {
              throw DocentException.stop(
                  "the signals in %s were made in another way: %s; make the two agree, or give another store.path"
                      .formatted(folder, difference));
            });
  }

  private void write(Path folder, String writer) {
    ObjectNode json = JSON.createObjectNode().put("format", FORMAT).put("code", code);
    json.put("teacher_head", head);
    ObjectNode list = json.putObject("facts");
    facts.forEach(list::put);
    json.put("sha256", checksum());
    byte[] text = (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    SharedFile.write(folder.resolve(FILE), writer, sink -> sink.write(ByteBuffer.wrap(text)));
  }

  private String checksum() {
    return Sha256.of(bytes(facts), bytes(Map.of("code", code, "head", head)));
  }

  private static ByteBuffer bytes(Map<String, String> facts) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(facts)
        .forEach(
            (name, value) ->
                text.append(name.length())
                    .append(':')
                    .append(name)
                    .append(value.length())
                    .append(':')
                    .append(value));
    return StandardCharsets.UTF_8.encode(text.toString());
  }

  private static String text(JsonNode node) {
    return node.asText("");
  }

  private static DocentException damaged(Path file, String reason) {
    return DocentException.stop(
        "%s is damaged (%s); remove it and capture again: that writes it anew and keeps all signals that were made alike"
            .formatted(file, reason));
  }
}
