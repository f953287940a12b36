package org.docent.coordinator.run;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The students' nodes that were in the cluster before this coordinator began and that it has not
 * heard yet: one of them may have a student that serves. Nobody else is promoted until each has
 * spoken or left. One that can be reached and says nothing is waited for a bounded time; for one
 * that cannot be reached, until the cluster has decided about it. Pure: time is passed.
 */
public final class Muster {

  /** Times a node must have spoken: what it said first may be older than its promotion. */
  private static final int WORDS = 2;

  private final Map<String, Integer> wordsAwaited = new TreeMap<>();
  private final Set<String> unreachable = new HashSet<>();
  private final long giveUpAtNanos;
  private boolean over;

  /**
   * A muster that has just begun.
   *
   * @param before the nodes, by any name; none at the very first start of a run
   */
  public Muster(Set<String> before, long giveUpAtNanos) {
    before.forEach(node -> wordsAwaited.put(node, WORDS));
    this.giveUpAtNanos = giveUpAtNanos;
  }

  /** A node's student has spoken. */
  void heard(String node) {
    wordsAwaited.computeIfPresent(node, (any, words) -> words > 1 ? words - 1 : null);
  }

  /** A node has left the cluster. */
  void left(String node) {
    wordsAwaited.remove(node);
    unreachable.remove(node);
  }

  void unreachable(String node) {
    unreachable.add(node);
  }

  void reachable(String node) {
    unreachable.remove(node);
  }

  /** Whether nobody is to be waited for; once over, it stays so. */
  boolean over(long nowNanos) {
    over |=
        wordsAwaited.isEmpty()
            || (nowNanos - giveUpAtNanos >= 0
                && wordsAwaited.keySet().stream().noneMatch(unreachable::contains));
    return over;
  }
}
