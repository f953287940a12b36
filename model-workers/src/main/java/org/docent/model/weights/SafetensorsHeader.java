package org.docent.model.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks the head of one safetensors file: 8 bytes of little-endian length, that many
 * bytes of JSON {@code {name: {dtype, shape, data_offsets: [begin, end]}}}, then the tensors, each
 * following the one before without gap or overlap to the end of the file.
 */
final class SafetensorsHeader {

  /** Key of free text beside the tensors. */
  static final String METADATA = "__metadata__";

  private static final int LENGTH_BYTES = 8;
  private static final long MAX_HEADER_BYTES = 100_000_000;
  private static final JsonMapper STRICT_JSON =
      JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private final FileChannel channel;

  private SafetensorsHeader(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * The tensors of {@code file} by name; any fault is a {@link DocentException} of one sentence.
   */
  static SortedMap<String, StoredTensor> read(Path file, FileChannel channel) throws IOException {
    return new SafetensorsHeader(file, channel).read();
  }

  private SortedMap<String, StoredTensor> read() throws IOException {
    long fileBytes = channel.size();
    if (fileBytes < LENGTH_BYTES) {
      throw fault("has %d bytes, too few for the 8-byte header length; copy it again", fileBytes);
    }
    long headerBytes = bytes(0, LENGTH_BYTES).getLong();
    if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
      throw fault(
          "header length is %s but must be 2 to %d bytes; this is no safetensors file",
          Long.toUnsignedString(headerBytes), MAX_HEADER_BYTES);
    }
    long dataBegin = LENGTH_BYTES + headerBytes;
    if (dataBegin > fileBytes) {
      throw fault(
          "is cut off: the header needs %d bytes and the file has %d; copy it again",
          dataBegin, fileBytes);
    }
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field :
        json(bytes(LENGTH_BYTES, (int) headerBytes)).properties()) {
      if (!field.getKey().equals(METADATA)) {
        tensors.put(field.getKey(), tensor(field.getKey(), field.getValue(), dataBegin, fileBytes));
      }
    }
    checkCoverage(tensors, dataBegin, fileBytes);
    return Collections.unmodifiableSortedMap(tensors);
  }

  private ByteBuffer bytes(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {}
    return bytes.flip();
  }

  private JsonNode json(ByteBuffer text) throws IOException {
    try {
      JsonNode header = STRICT_JSON.readTree(text.array());
      if (header.isObject()) {
        return header;
      }
      throw fault("header is JSON but no object of tensors; this is no safetensors file");
    } catch (JsonProcessingException e) {
      throw fault("header is no valid JSON: %s", e.getOriginalMessage());
    }
  }

  private StoredTensor tensor(String name, JsonNode entry, long dataBegin, long fileBytes) {
    String dtype = entry.path("dtype").asText();
    ElementType type =
        ElementType.byName(dtype)
            .orElseThrow(
                () ->
                    fault(
                        "tensor '%s' has dtype '%s'; known are %s",
                        name, dtype, Arrays.toString(ElementType.values())));
    TensorSpec spec;
    try {
      spec = new TensorSpec(name, type, numbers(name, entry, "shape"));
    } catch (IllegalArgumentException e) {
      throw fault("tensor '%s': %s", name, e.getMessage());
    }
    long[] offsets = numbers(name, entry, "data_offsets");
    if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]) {
      throw fault(
          "tensor '%s' has data_offsets %s; they must be [begin, end] with 0 <= begin <= end",
          name, Arrays.toString(offsets));
    }
    if (offsets[1] - offsets[0] != spec.byteCount()) {
      throw fault(
          "tensor '%s' has data_offsets %s, which is %d bytes, but %s%s needs %d",
          name,
          Arrays.toString(offsets),
          offsets[1] - offsets[0],
          type,
          Arrays.toString(spec.shape()),
          spec.byteCount());
    }
    if (offsets[1] > fileBytes - dataBegin) {
      throw fault(
          "is cut off: tensor '%s' ends at data byte %d and the file has %d; copy it again",
          name, offsets[1], fileBytes - dataBegin);
    }
    return new StoredTensor(spec, dataBegin + offsets[0]);
  }

  private long[] numbers(String name, JsonNode entry, String key) {
    JsonNode array = entry.path(key);
    long[] numbers = new long[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!array.path(i).canConvertToExactIntegral() || !array.path(i).canConvertToLong()) {
        throw fault("tensor '%s' has %s %s; whole numbers are needed", name, key, array);
      }
      numbers[i] = array.path(i).longValue();
    }
    if (!array.isArray()) {
      throw fault("tensor '%s' has no list '%s'", name, key);
    }
    return numbers;
  }

  private void checkCoverage(
      SortedMap<String, StoredTensor> tensors, long dataBegin, long fileBytes) {
    long end = dataBegin;
    String previous = "the header";
    for (StoredTensor tensor :
        tensors.values().stream()
            .sorted(Comparator.comparingLong(StoredTensor::begin).thenComparing(StoredTensor::end))
            .toList()) {
      if (tensor.begin() != end) {
        throw fault(
            "tensor '%s' begins at data byte %d but %s ends at %d; tensors must neither overlap nor"
                + " leave a gap",
            tensor.spec().name(), tensor.begin() - dataBegin, previous, end - dataBegin);
      }
      end = tensor.end();
      previous = "'" + tensor.spec().name() + "'";
    }
    if (end != fileBytes) {
      throw fault("has %d bytes that belong to no tensor after %s", fileBytes - end, previous);
    }
  }

  private DocentException fault(String rule, @Nullable Object... values) {
    return DocentException.stop(file + ": " + rule.formatted(values));
  }
}
