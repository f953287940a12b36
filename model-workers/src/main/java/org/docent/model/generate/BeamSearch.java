package org.docent.model.generate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.docent.model.data.Batch;

/**
 * Beam search as transformers' {@code generate} does it with {@code early_stopping=False} and
 * {@code length_penalty=1}: a finished sequence is worth its log probability divided by its new
 * tokens, the end token counted; the search ends when no beam, divided by its length now, is better
 * than the worst of as many finished ones as there are beams. Of the candidates of a step only
 * those among the best {@code beams} may finish.
 *
 * <p>All beams share one cache. Its part of the prompt is copied for each once; a step moves only
 * what was generated since.
 */
final class BeamSearch {

  private static final float NEVER = -1e9f;
  private static final Comparator<Beam> BEST_FIRST =
      Comparator.comparingDouble(beam -> -beam.score());

  private final CachedModel model;
  private final int beams;
  private final Set<Long> ends;
  private final Predicate<long[]> stop;

  /**
   * One unfinished or finished sequence.
   *
   * @param parent the beam it goes on from
   * @param score its log probability; of a finished one divided by its length
   */
  @SuppressWarnings("ArrayRecordComponent") // lives within one search, never compared
  private record Beam(long[] tokens, int parent, float score) {

    Beam worth(float other) {
      return new Beam(tokens, parent, other);
    }

    long last() {
      return tokens[tokens.length - 1];
    }
  }

  /**
   * Searches with {@code beams} beams.
   *
   * @param ends tokens that finish a sequence
   * @param stop whether new tokens are finished by what they say
   */
  BeamSearch(CachedModel model, int beams, Set<Long> ends, Predicate<long[]> stop) {
    this.model = model;
    this.beams = beams;
    this.ends = ends;
    this.stop = stop;
  }

  /** The best sequence's new tokens, its end token included. */
  long[] search(SequenceCache cache, Batch prompt, int maxNewTokens) {
    int limit = Math.min(maxNewTokens, model.maxPositions() - prompt.length());
    if (limit < 1) {
      return new long[0];
    }
    List<Beam> running = List.of(new Beam(new long[0], 0, 0));
    List<Beam> finished = new ArrayList<>();
    for (int length = 1; ; length++) {
      List<Beam> candidates;
      try (NDManager scope = model.manager().newSubManager()) {
        candidates = candidates(running, logits(cache, prompt, running, length, scope));
      }
      boolean[] ended = new boolean[candidates.size()];
      for (int i = 0; i < ended.length; i++) {
        ended[i] = length == limit || hasEnded(candidates.get(i));
      }
      finish(candidates, ended, length, finished);
      running = goingOn(candidates, ended);
      if (!canImprove(running.get(0).score() / length, finished) || allOf(ended)) {
        return finished.get(0).tokens();
      }
      follow(cache, running, prompt.length(), prompt.length() + length - 1);
    }
  }

  private NDArray logits(
      SequenceCache cache, Batch prompt, List<Beam> running, int length, NDManager scope) {
    if (length == 1) {
      return model.read(cache, prompt, scope, () -> {});
    }
    long[] tokens = running.stream().mapToLong(Beam::last).toArray();
    return model.nextOfBeams(cache, tokens, prompt.length() + length - 2, scope);
  }

  /** More than are needed, so that enough are left when some end. */
  private List<Beam> candidates(List<Beam> running, NDArray logitsNV) {
    float[] scores = new float[running.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = running.get(i).score();
    }
    int vocabulary = model.vocabulary();
    int count = Math.min(Math.max(2, 1 + ends.size()) * beams, scores.length * vocabulary);
    double[][] best = model.continuations(logitsNV, scores, count);
    List<Beam> candidates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long place = (long) best[1][i];
      int parent = (int) (place / vocabulary);
      long[] past = running.get(parent).tokens();
      long[] tokens = Arrays.copyOf(past, past.length + 1);
      tokens[past.length] = place % vocabulary;
      candidates.add(new Beam(tokens, parent, (float) best[0][i]));
    }
    return candidates;
  }

  private boolean hasEnded(Beam beam) {
    return ends.contains(beam.last()) || stop.test(beam.tokens());
  }

  private void finish(List<Beam> candidates, boolean[] ended, int length, List<Beam> finished) {
    for (int i = 0; i < Math.min(beams, ended.length); i++) {
      if (ended[i]) {
        finished.add(candidates.get(i).worth(candidates.get(i).score() / length));
      }
    }
    finished.sort(BEST_FIRST);
    if (finished.size() > beams) {
      finished.subList(beams, finished.size()).clear();
    }
  }

  /** The best that have not ended; ended ones only where there are no others. */
  private List<Beam> goingOn(List<Beam> candidates, boolean[] ended) {
    List<Beam> all = new ArrayList<>();
    for (int i = 0; i < ended.length; i++) {
      Beam beam = candidates.get(i);
      all.add(ended[i] ? beam.worth(beam.score() + NEVER) : beam);
    }
    all.sort(BEST_FIRST);
    return List.copyOf(all.subList(0, Math.min(beams, all.size())));
  }

  private boolean canImprove(float best, List<Beam> finished) {
    return finished.size() < beams || best > finished.get(finished.size() - 1).score();
  }

  private void follow(SequenceCache cache, List<Beam> running, int shared, int length) {
    model.follow(cache, running.stream().mapToLong(Beam::parent).toArray(), shared, length);
  }

  private static boolean allOf(boolean[] ended) {
    for (boolean one : ended) {
      if (!one) {
        return false;
      }
    }
    return true;
  }
}
