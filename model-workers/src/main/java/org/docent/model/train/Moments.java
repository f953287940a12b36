package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** AdamW's two moments by parameter key, live or copied. */
record Moments(Map<String, NDArray> first, Map<String, NDArray> second) {

  long bytes() {
    return 2 * first.values().stream().mapToLong(moment -> Float.BYTES * moment.size()).sum();
  }
}
