package org.docent.coordinator.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which checkpoints a run keeps. */
public final class Retention {

  private Retention() {}

  /**
   * The checkpoints that may be deleted: all but each stage's last, the newest {@code limit} of the
   * others, and the newest of all.
   *
   * @param checkpoints global steps of those that are there
   * @param limit {@code save-total-limit}; 0 keeps all
   * @param stageEnds {@link Timeline#stageEnds}
   */
  public static SortedSet<Integer> deletable(
      Set<Integer> checkpoints, int limit, Set<Integer> stageEnds) {
    List<Integer> others = new ArrayList<>(new TreeSet<>(checkpoints));
    others.removeAll(stageEnds);
    boolean keepsAll = limit == 0 || others.size() <= limit;
    return keepsAll ? new TreeSet<>() : new TreeSet<>(others.subList(0, others.size() - limit));
  }
}
