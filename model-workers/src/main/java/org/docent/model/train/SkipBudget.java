package org.docent.model.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.docent.model.data.SkippedSample;
import org.docent.protocol.failure.DocentException;

/** How many corrupt samples a stage may leave out, and which it did. */
final class SkipBudget {

  private final String stage;
  private final int allowed;
  private final SortedSet<Integer> skipped;

  SkipBudget(String stage, int allowed, Set<Integer> skippedBefore) {
    this.stage = stage;
    this.allowed = allowed;
    this.skipped = new TreeSet<>(skippedBefore);
  }

  /**
   * Counts distinct samples; one more than allowed stops the run. Returns why those that are new
   * were left out.
   */
  List<String> add(List<SkippedSample> samples) {
    List<String> reasons = new ArrayList<>();
    for (SkippedSample sample : samples) {
      if (skipped.add(sample.index())) {
        reasons.add(sample.reason());
      }
      if (skipped.size() > allowed) {
        throw DocentException.stop(
            "stage %s has met %d corrupt samples, stage.%s.skip-corrupt-samples allows %d; the last one: %s"
                .formatted(stage, skipped.size(), stage, allowed, sample.reason()));
      }
    }
    return reasons;
  }

  SortedSet<Integer> skipped() {
    return new TreeSet<>(skipped);
  }
}
