package org.docent.model.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/** Golden folders, and safetensors files with any fault one likes. */
final class Fixtures {

  static final ObjectMapper JSON = new ObjectMapper();

  private Fixtures() {}

  static Path golden(String name) {
    URL url = Objects.requireNonNull(Fixtures.class.getResource("/golden/layouts/" + name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  static JsonNode json(String name) throws IOException {
    return JSON.readTree(golden(name).toFile());
  }

  /**
   * A file with the given header text, the length it claims to have, and so many zeros after it.
   */
  static Path safetensors(Path file, String header, long claimedLength, int dataBytes)
      throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(claimedLength).put(text);
    return Files.write(file, bytes.array());
  }

  static Path safetensors(Path file, String header, int dataBytes) throws IOException {
    String json = header.replace('\'', '"');
    return safetensors(file, json, json.length(), dataBytes);
  }

  /** A float32 tensor whose values count up from 0. */
  static NamedTensor counting(String name, long... shape) {
    TensorSpec spec = new TensorSpec(name, ElementType.F32, shape);
    return new NamedTensor(
        spec,
        () -> {
          ByteBuffer bytes =
              ByteBuffer.allocateDirect((int) spec.byteCount()).order(ByteOrder.LITTLE_ENDIAN);
          for (int i = 0; i < spec.elementCount(); i++) {
            bytes.putFloat(i);
          }
          return bytes.flip();
        });
  }

  /**
   * Copies a golden folder so that a test may spoil it, with a tokenizer that has no added tokens.
   */
  static Path copy(String golden, Path target) throws IOException {
    Files.createDirectories(target);
    try (var files = Files.list(golden(golden))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName().toString()));
      }
    }
    tokenizer(target);
    return target;
  }

  static Path tokenizer(Path folder) throws IOException {
    return Files.writeString(folder.resolve("tokenizer.json"), "{\"added_tokens\": []}");
  }

  static void edit(Path jsonFile, Consumer<ObjectNode> change) throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(jsonFile.toFile());
    change.accept(json);
    JSON.writeValue(jsonFile.toFile(), json);
  }
}
