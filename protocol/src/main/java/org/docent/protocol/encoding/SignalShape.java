package org.docent.protocol.encoding;

import java.util.List;

/**
 * The sizes a micro-batch's signal depends on.
 *
 * @param visualRowsPerSample of each sample, those without included
 * @param hiddenWidth the teacher's hidden size
 * @param featureRows rows of the vision tower's features that travel; 0 where they are not shared
 * @param featureWidth the vision tower's hidden size; 0 where they are not shared
 */
public record SignalShape(
    int responseRows,
    List<Integer> visualRowsPerSample,
    int hiddenWidth,
    int featureRows,
    int featureWidth) {

  public SignalShape {
    visualRowsPerSample = List.copyOf(visualRowsPerSample);
  }

  /** Visual rows of all samples. */
  public int visualRows() {
    return visualRowsPerSample.stream().mapToInt(Integer::intValue).sum();
  }
}
