package org.docent.model.eval;

/** One number of a score. */
public record Measure(String name, double value, Unit unit) {

  /** What a number counts. */
  public enum Unit {
    /** Of a hundred. */
    PERCENT,
    /** MME's own scale: 200 a task. */
    POINTS,
    /** Questions or answers. */
    COUNT
  }

  /** {@code part / whole} of a hundred. */
  public static Measure percent(String name, double fraction) {
    return new Measure(name, 100 * fraction, Unit.PERCENT);
  }

  public static Measure points(String name, double value) {
    return new Measure(name, value, Unit.POINTS);
  }

  public static Measure count(String name, long value) {
    return new Measure(name, value, Unit.COUNT);
  }
}
