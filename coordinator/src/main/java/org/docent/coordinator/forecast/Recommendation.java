package org.docent.coordinator.forecast;

/**
 * What to take for a stage on machines with such links.
 *
 * @param teachers to all students together
 * @param reason in one sentence
 */
public record Recommendation(
    String link, String codec, int teachers, double seconds, String reason) {

  /** Whether another link asks for the same. */
  public boolean sameAs(Recommendation other) {
    return codec.equals(other.codec) && teachers == other.teachers && seconds == other.seconds;
  }
}
