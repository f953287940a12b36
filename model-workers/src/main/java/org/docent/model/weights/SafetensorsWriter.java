package org.docent.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.docent.model.storage.Disk;
import org.docent.model.storage.DurableFile;

/**
 * Writes safetensors files, tensor by tensor in the order given, holding one at a time. The header
 * is padded with spaces so that the tensors begin at a multiple of 8. A file appears whole or not
 * at all.
 */
public final class SafetensorsWriter {

  /** Where Hugging Face cuts a model into shards. */
  public static final long DEFAULT_SHARD_BYTES = 5_000_000_000L;

  /** What transformers asks of the metadata before it reads a file. */
  public static final Map<String, String> PYTORCH = Map.of("format", "pt");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ALIGNMENT = 8;
  private static final Pattern WEIGHTS =
      Pattern.compile("model(-\\d{5}-of-\\d{5})?\\.safetensors(\\.index\\.json)?");

  private SafetensorsWriter() {}

  /**
   * Writes {@code tensors} as {@code file}.
   *
   * @throws IllegalArgumentException when two tensors share a name
   * @throws org.docent.protocol.failure.DocentException when the disk does not take it
   */
  public static void write(Path file, List<NamedTensor> tensors, Map<String, String> metadata) {
    ByteBuffer header = header(tensors, metadata);
    DurableFile.write(
        file,
        sink -> {
          sink.write(header);
          for (NamedTensor tensor : tensors) {
            tensor.writeTo(sink);
          }
        });
  }

  /**
   * Writes {@code tensors} into {@code folder} as {@code model.safetensors}, or, when they take
   * more than {@code maxShardBytes}, as shards with an index. Weights of another cut are removed.
   */
  public static void writeFolder(Path folder, List<NamedTensor> tensors, long maxShardBytes) {
    List<List<NamedTensor>> shards = cut(tensors, maxShardBytes);
    if (shards.size() == 1) {
      write(folder.resolve(Safetensors.SINGLE), tensors, PYTORCH);
      deleteOthers(folder, Set.of(Safetensors.SINGLE));
      return;
    }
    Map<String, String> fileOfTensor = new LinkedHashMap<>();
    for (int i = 0; i < shards.size(); i++) {
      String file = "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      write(folder.resolve(file), shards.get(i), PYTORCH);
      shards.get(i).forEach(tensor -> fileOfTensor.put(tensor.name(), file));
    }
    DurableFile.write(folder.resolve(Safetensors.INDEX), index(fileOfTensor, tensors));
    Set<String> written = new HashSet<>(fileOfTensor.values());
    written.add(Safetensors.INDEX);
    deleteOthers(folder, written);
  }

  private static ByteBuffer header(List<NamedTensor> tensors, Map<String, String> metadata) {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      header.set(SafetensorsHeader.METADATA, JSON.valueToTree(new TreeMap<>(metadata)));
    }
    long begin = 0;
    for (NamedTensor tensor : tensors) {
      TensorSpec spec = tensor.spec();
      if (header.has(spec.name())) {
        throw new IllegalArgumentException("two tensors to write are named " + spec.name());
      }
      long end = begin + spec.byteCount();
      ObjectNode entry = header.putObject(spec.name()).put("dtype", spec.type().name());
      entry.set("shape", JSON.valueToTree(spec.shape()));
      entry.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] text = Arrays.copyOf(json, padded);
    Arrays.fill(text, json.length, padded, (byte) ' ');
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putLong(padded).put(text).flip();
  }

  private static List<List<NamedTensor>> cut(List<NamedTensor> tensors, long maxShardBytes) {
    List<List<NamedTensor>> shards = new ArrayList<>(List.of(new ArrayList<>()));
    long shardBytes = 0;
    for (NamedTensor tensor : tensors) {
      long bytes = tensor.spec().byteCount();
      if (shardBytes > 0 && shardBytes + bytes > maxShardBytes) {
        shards.add(new ArrayList<>());
        shardBytes = 0;
      }
      shards.get(shards.size() - 1).add(tensor);
      shardBytes += bytes;
    }
    return shards;
  }

  private static byte[] index(Map<String, String> fileOfTensor, List<NamedTensor> tensors) {
    ObjectNode index = JSON.createObjectNode();
    long total = tensors.stream().mapToLong(tensor -> tensor.spec().byteCount()).sum();
    index.putObject("metadata").put("total_size", total);
    index.set("weight_map", JSON.valueToTree(fileOfTensor));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(index);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an index of plain names is always JSON", e);
    }
  }

  private static void deleteOthers(Path folder, Set<String> written) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (WEIGHTS.matcher(name).matches() && !written.contains(name)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw Disk.failure("remove other weights from " + folder, folder, e);
    }
  }
}
