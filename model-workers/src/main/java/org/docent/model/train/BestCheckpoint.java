package org.docent.model.train;

import java.util.Map;
import org.docent.protocol.settings.BestModelSettings;
import org.jspecify.annotations.Nullable;

/**
 * The best checkpoint of a stage so far.
 *
 * @param metric its value of the number it was chosen by
 * @param folder its name in the run's folder
 */
record BestCheckpoint(double metric, String folder) {

  /**
   * The better of a new checkpoint and the best before it; of equals the earlier.
   *
   * @param by null where none is chosen
   * @param metrics of the new one by name, whatever they come from
   */
  static @Nullable BestCheckpoint of(
      @Nullable BestModelSettings by,
      Map<String, Double> metrics,
      String folder,
      @Nullable BestCheckpoint before) {
    Double value = by == null ? null : metrics.get(by.metric());
    if (by == null || value == null || value.isNaN()) {
      return before;
    }
    return before == null || by.isBetter(value, before.metric)
        ? new BestCheckpoint(value, folder)
        : before;
  }
}
