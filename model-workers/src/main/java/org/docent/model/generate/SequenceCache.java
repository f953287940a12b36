package org.docent.model.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.docent.model.compute.ScriptValue;
import org.docent.model.data.Batch;
import org.docent.model.text.ImageToken;

/**
 * What a model has read of one sequence: the tokens and, on the device, their keys and values. It
 * grows as tokens are read. Made by {@link CachedModel}; used on the device's thread only.
 */
public final class SequenceCache implements AutoCloseable {

  private final ScriptValue value;
  private final List<Long> tokens = new ArrayList<>();

  SequenceCache(ScriptValue value) {
    this.value = value;
  }

  /** Positions that were read, those of an image included. */
  public int length() {
    return tokens.size();
  }

  ScriptValue value() {
    return value;
  }

  void add(long... read) {
    Arrays.stream(read).forEach(tokens::add);
  }

  /** Forgets everything from {@code length} on. */
  void cutTo(int length) {
    tokens.subList(length, tokens.size()).clear();
  }

  /** How many of the first of those tokens are what was read. */
  int common(long[] ids) {
    int most = Math.min(ids.length, tokens.size());
    return IntStream.range(0, most).filter(i -> tokens.get(i) != ids[i]).findFirst().orElse(most);
  }

  /** The ids of a prompt, {@link ImageToken#ID} where a visual token stands. */
  static long[] ids(Batch prompt) {
    long[] ids = prompt.tokenIdsBT().clone();
    for (long row : prompt.visualRows()) {
      ids[Math.toIntExact(row)] = ImageToken.ID;
    }
    return ids;
  }

  @Override
  public void close() {
    value.close();
  }
}
