package org.docent.tests.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.docent.model.weights.WeightSource;

/** How far numbers may be from those of another implementation. */
public final class Numbers {

  /** Rounding moves a relation term, one minus a cosine near one, by about this much. */
  private static final double RELATION_ROUNDING = 1e-6;

  private Numbers() {}

  /** A loss or a norm equals the expected one within a share of it. */
  public static void assertClose(
      JsonNode found, JsonNode expected, String key, double share, String where) {
    double floor = key.equals("rel") ? RELATION_ROUNDING : 0;
    assertThat(found.has(key)).as("%s has %s", where, key).isTrue();
    double value = expected.path(key).asDouble();
    assertThat(found.path(key).asDouble())
        .as("%s of %s", key, where)
        .isCloseTo(value, within(Math.max(floor, share * Math.abs(value))));
  }

  /** The largest difference of a float32 tensor in terms of the second's largest magnitude. */
  public static double distance(WeightSource source, WeightSource other, String name, String its) {
    return distance(source, other, name, its, 1);
  }

  /** The same after the first tensor is multiplied by {@code factor}. */
  public static double distance(
      WeightSource source, WeightSource other, String name, String its, double factor) {
    FloatBuffer values = floats(source, name);
    FloatBuffer others = floats(other, its);
    assertThat(values.remaining()).as(name).isEqualTo(others.remaining());
    double largest = 0;
    double scale = 0;
    for (int i = 0; i < values.remaining(); i++) {
      double difference = Math.abs(factor * values.get(i) - others.get(i));
      largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
      scale = Math.max(scale, Math.abs(others.get(i)));
    }
    return largest == 0 ? 0 : largest / scale;
  }

  private static FloatBuffer floats(WeightSource source, String name) {
    return source.bytes(name).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
