package org.docent.model.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.docent.model.storage.DurableFile;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/**
 * The files that an index, such as {@code model.safetensors.index.json}, binds into one model: its
 * {@code weight_map} gives the file of each tensor.
 */
final class ShardedWeights implements WeightSource {

  private final Path index;
  private final Function<Path, WeightSource> openFile;
  private final SortedMap<String, WeightSource> shardOfTensor = new TreeMap<>();
  private final SortedMap<String, WeightSource> shards = new TreeMap<>();

  private ShardedWeights(Path index, Function<Path, WeightSource> openFile) {
    this.index = index;
    this.openFile = openFile;
  }

  /**
   * Opens the index and all its shards.
   *
   * @param openFile how to open one shard
   * @throws DocentException when the index is no JSON, a shard is missing or broken, or a shard
   *     lacks a tensor the index promises
   */
  static ShardedWeights open(Path index, Function<Path, WeightSource> openFile) {
    ShardedWeights opened = new ShardedWeights(index, openFile);
    try {
      for (Map.Entry<String, JsonNode> entry : weightMap(index).properties()) {
        opened.add(entry.getKey(), entry.getValue().asText());
      }
      return opened;
    } catch (DocentException e) {
      opened.close();
      throw e;
    }
  }

  @Override
  public String origin() {
    return index.toString();
  }

  @Override
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(shardOfTensor.keySet()));
  }

  @Override
  public TensorSpec spec(String name) {
    return shard(name).spec(name);
  }

  @Override
  public ByteBuffer bytes(String name) {
    return shard(name).bytes(name);
  }

  @Override
  public void copyTo(String name, DurableFile.Sink sink) throws IOException {
    shard(name).copyTo(name, sink);
  }

  @Override
  public Optional<FileRegion> region(String name) {
    return shard(name).region(name);
  }

  @Override
  public void close() {
    shards.values().forEach(WeightSource::close);
  }

  private void add(String tensor, String fileName) {
    Path file = index.resolveSibling(fileName);
    if (!Path.of(fileName).equals(file.getFileName())) {
      throw DocentException.stop(
          "%s: tensor '%s' is said to be in '%s'; a shard is a plain file name beside the index"
              .formatted(index, tensor, fileName));
    }
    WeightSource shard = shards.get(fileName);
    if (shard == null) {
      shard = openShard(tensor, file);
      shards.put(fileName, shard);
    }
    if (!shard.names().contains(tensor)) {
      throw DocentException.stop(
          "%s: tensor '%s' is said to be in %s, which does not have it; fetch the folder again"
              .formatted(index, tensor, fileName));
    }
    shardOfTensor.put(tensor, shard);
  }

  private WeightSource openShard(String tensor, Path file) {
    if (!file.toFile().isFile()) {
      throw DocentException.stop(
          "%s: shard %s, which should hold tensor '%s', is missing; fetch it again"
              .formatted(index, file.getFileName(), tensor));
    }
    return openFile.apply(file);
  }

  private WeightSource shard(String tensor) {
    WeightSource shard = shardOfTensor.get(tensor);
    if (shard == null) {
      throw DocentException.stop(index + ": there is no tensor '" + tensor + "'");
    }
    return shard;
  }

  private static JsonNode weightMap(Path index) {
    try {
      JsonNode map = new ObjectMapper().readTree(index.toFile()).path("weight_map");
      if (map.isObject()) {
        return map;
      }
      throw DocentException.stop(index + ": there is no object 'weight_map' of tensor to file");
    } catch (IOException e) {
      throw DocentException.stop(index + ": cannot be read as JSON: " + IoReason.of(e), e);
    }
  }
}
