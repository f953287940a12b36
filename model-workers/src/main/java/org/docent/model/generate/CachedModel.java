package org.docent.model.generate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.docent.model.compute.ScriptCall;
import org.docent.model.compute.Tensors;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.VisionLanguageModel;

/**
 * A model that reads tokens once: their keys and values stay in a {@link SequenceCache}. It answers
 * with the logits (N, V), float32, of what follows. Used on the device's thread only.
 */
public final class CachedModel {

  /** Positions that are read while others wait. */
  private static final int PIECE = 512;

  private final VisionLanguageModel model;
  private final NDManager manager;
  private final int piece;

  /** Model and manager stay their owner's. */
  public CachedModel(VisionLanguageModel model, NDManager manager) {
    this(model, manager, PIECE);
  }

  /**
   * One that reads a prompt in pieces.
   *
   * @param piece positions at a time, those of an image and what stands before it besides
   */
  CachedModel(VisionLanguageModel model, NDManager manager, int piece) {
    this.model = model;
    this.manager = manager;
    this.piece = piece;
  }

  /** A cache in which nothing was read; close it before the model. */
  public SequenceCache open() {
    return new SequenceCache(program().call("cache").with(model.script()).run());
  }

  /** Positions a sequence may have. */
  public int maxPositions() {
    return model.config().language().maxPositions();
  }

  /**
   * Reads a prompt, of which the part that the cache begins with is not read again; what else the
   * cache held is forgotten. An image in that part must be the same one.
   *
   * @param prompt one sample, spliced, without padding
   * @param between is run between two pieces of it
   * @return (1, V), {@code owner}'s
   */
  NDArray read(SequenceCache cache, Batch prompt, NDManager owner, Runnable between) {
    if (prompt.samples().size() != 1 || prompt.length() == 0) {
      throw new IllegalArgumentException(
          "a prompt is one sample of at least one token, not %d samples of %d"
              .formatted(prompt.samples().size(), prompt.length()));
    }
    long[] ids = SequenceCache.ids(prompt);
    int known = Math.min(cache.common(ids), ids.length - 1);
    int afterImage = Math.toIntExact(Arrays.stream(prompt.visualRows()).max().orElse(-1) + 1);
    NDArray logits;
    if (known == 0 || known < afterImage) {
      logits =
          readFirst(
              cache, prompt, Arrays.copyOf(ids, Math.min(ids.length, afterImage + piece)), owner);
    } else {
      cache.cutTo(known);
      logits = readPiece(cache, ids, owner);
    }
    while (cache.length() < ids.length) {
      logits.close();
      between.run();
      logits = readPiece(cache, ids, owner);
    }
    return logits;
  }

  private NDArray readPiece(SequenceCache cache, long[] ids, NDManager owner) {
    int from = cache.length();
    return readMore(
        cache, Arrays.copyOfRange(ids, from, Math.min(ids.length, from + piece)), owner);
  }

  private NDArray readFirst(SequenceCache cache, Batch prompt, long[] ids, NDManager owner) {
    cache.cutTo(0);
    try (NDManager scope = manager.newSubManager();
        BatchTensors tensors = new BatchTensors(program(), scope, prompt)) {
      NDArray logits =
          call("read_prompt")
              .with(tensors.inputs())
              .with(cache.value())
              .with(ids.length)
              .tensor(owner);
      cache.add(ids);
      return logits;
    }
  }

  private NDArray readMore(SequenceCache cache, long[] ids, NDManager owner) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray logits =
          call("read_more")
              .with(Tensors.of(program(), scope, ids))
              .with(cache.value())
              .with(cache.length())
              .tensor(owner);
      cache.add(ids);
      return logits;
    }
  }

  /**
   * Reads one more token of each sequence, all in one pass.
   *
   * @return (N, V), {@code owner}'s
   */
  NDArray next(List<SequenceCache> caches, long[] tokens, NDManager owner) {
    NDArray logits =
        decode(caches, tokens, caches.stream().mapToLong(SequenceCache::length).toArray(), owner);
    for (int i = 0; i < tokens.length; i++) {
      caches.get(i).add(tokens[i]);
    }
    return logits;
  }

  /** Reads one more token of each beam of a cache, the {@code length}-th; (N, V). */
  NDArray nextOfBeams(SequenceCache cache, long[] tokens, int length, NDManager owner) {
    return decode(List.of(cache), tokens, new long[] {length}, owner);
  }

  private NDArray decode(
      List<SequenceCache> caches, long[] tokens, long[] positions, NDManager owner) {
    try (NDManager scope = manager.newSubManager()) {
      return call("decode")
          .with(Tensors.of(program(), scope, tokens))
          .withAll(caches.stream().map(SequenceCache::value).toList())
          .with(positions)
          .tensor(owner);
    }
  }

  /**
   * Lets each beam go on from another's past, or makes beams of a cache that has one.
   *
   * @param from for each beam the one whose past is its own now
   * @param shared positions in which all are alike
   */
  void follow(SequenceCache cache, long[] from, int shared, int length) {
    try (NDManager scope = manager.newSubManager()) {
      program()
          .call("follow")
          .with(cache.value())
          .with(Tensors.of(program(), scope, from))
          .with(shared)
          .with(length)
          .integer();
    }
  }

  /** Best first, the continuations of beams with those scores. */
  double[][] continuations(NDArray logitsNV, float[] scores, int count) {
    try (NDManager scope = manager.newSubManager()) {
      double[] both =
          program()
              .call("continuations")
              .with(logitsNV)
              .with(Tensors.of(program(), scope, scores, new Shape(scores.length, 1)))
              .with(count)
              .tensor(scope)
              .toDoubleArray();
      return new double[][] {
        Arrays.copyOf(both, count), Arrays.copyOfRange(both, count, 2 * count)
      };
    }
  }

  /** The likeliest token of each row. */
  long[] likeliest(NDArray logitsNV) {
    try (NDManager scope = manager.newSubManager()) {
      return program().call("likeliest").with(logitsNV).tensor(scope).toLongArray();
    }
  }

  /**
   * A token after row {@code n}, drawn at {@code uniform}, at least 0 and below 1, of the
   * distribution.
   */
  long draw(NDArray logitsNV, int n, Sampling sampling, double uniform) {
    return program()
        .call("draw")
        .with(logitsNV)
        .with(n)
        .with(sampling.temperature())
        .with(sampling.topP())
        .with(uniform)
        .integer();
  }

  int vocabulary() {
    return model.config().language().vocabSize();
  }

  private ScriptCall call(String method) {
    return program().call(method).with(model.script());
  }

  private TorchProgram program() {
    return model.program();
  }

  /** For what lives between two calls. */
  NDManager manager() {
    return manager;
  }
}
