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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.docent.protocol.failure.DocentException;

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
    long dataBegin = LENGTH_BYTES + headerBytes(fileBytes);
    if (dataBegin > fileBytes) {
      throw fault(
          "is cut off: the header needs %d bytes and the file has %d; copy it again"
              .formatted(dataBegin, fileBytes));
    }
    SortedMap<String, StoredTensor> tensors = new TreeMap<>();
    byte[] text = bytes(LENGTH_BYTES, (int) dataBegin - LENGTH_BYTES);
    for (Map.Entry<String, JsonNode> field : json(text).properties()) {
      if (!field.getKey().equals(METADATA)) {
        HeaderEntry entry = new HeaderEntry(file, field.getKey(), field.getValue());
        tensors.put(field.getKey(), entry.read(dataBegin, fileBytes));
      }
    }
    checkCoverage(tensors, dataBegin, fileBytes);
    return Collections.unmodifiableSortedMap(tensors);
  }

  private long headerBytes(long fileBytes) throws IOException {
    if (fileBytes < LENGTH_BYTES) {
      throw fault(
          "has %d bytes, too few for the 8-byte header length; copy it again".formatted(fileBytes));
    }
    long length = ByteBuffer.wrap(bytes(0, LENGTH_BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > MAX_HEADER_BYTES) {
      throw fault(
          "header length is %s but must be 2 to %d bytes; this is no safetensors file"
              .formatted(Long.toUnsignedString(length), MAX_HEADER_BYTES));
    }
    return length;
  }

  private byte[] bytes(long position, int length) throws IOException {
    byte[] bytes = new byte[length];
    ByteBuffer view = ByteBuffer.wrap(bytes);
    while (view.hasRemaining() && channel.read(view, position + view.position()) >= 0) {}
    return bytes;
  }

  private JsonNode json(byte[] text) throws IOException {
    try {
      JsonNode header = STRICT_JSON.readTree(text);
      if (header.isObject()) {
        return header;
      }
      throw fault("header is JSON but no object of tensors; this is no safetensors file");
    } catch (JsonProcessingException e) {
      throw fault("header is no valid JSON: " + e.getOriginalMessage());
    }
  }

  private void checkCoverage(
      SortedMap<String, StoredTensor> tensors, long dataBegin, long fileBytes) {
    List<StoredTensor> asTheyLie =
        tensors.values().stream()
            .sorted(Comparator.comparingLong(StoredTensor::begin).thenComparing(StoredTensor::end))
            .toList();
    long end = dataBegin;
    String previous = "the header";
    for (StoredTensor tensor : asTheyLie) {
      if (tensor.begin() != end) {
        throw fault(
            "tensor '%s' begins at data byte %d but %s ends at %d; tensors must neither overlap nor leave a gap"
                .formatted(
                    tensor.spec().name(), tensor.begin() - dataBegin, previous, end - dataBegin));
      }
      end = tensor.end();
      previous = "'" + tensor.spec().name() + "'";
    }
    if (end != fileBytes) {
      throw fault(
          "has %d bytes that belong to no tensor after %s".formatted(fileBytes - end, previous));
    }
  }

  private DocentException fault(String rule) {
    return DocentException.stop(file + ": " + rule);
  }
}
