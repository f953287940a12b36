package org.docent.coordinator.forecast;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Which codec to take over a link: of those that are as fast as any, within a twentieth, the most
 * faithful, and of equally faithful ones the smallest.
 */
final class Choice {

  /** A share of another's speed that counts as no less. */
  private static final double AS_FAST = 0.95;

  private static final Comparator<Candidate> BY_FAITH =
      Comparator.<Candidate, Fidelity>comparing(c -> c.forecast.fidelity())
          .thenComparingDouble(c -> c.forecast.bytesPerSample());

  private record Candidate(CodecForecast forecast, Reach reach) {}

  private Choice() {}

  static Recommendation of(Link link, List<CodecForecast> codecs, Speeds speeds) {
    List<Candidate> candidates = codecs.stream().map(codec -> candidate(codec, link)).toList();
    Candidate faithful = candidates.stream().min(BY_FAITH).orElseThrow();
    double best = candidates.stream().mapToDouble(c -> c.reach.samplesPerSecond()).max().orElse(0);
    Candidate taken =
        candidates.stream()
            .filter(c -> c.reach.samplesPerSecond() >= AS_FAST * best)
            .min(BY_FAITH)
            .orElseThrow();
    return new Recommendation(
        link.name(),
        taken.forecast.codec(),
        taken.reach.teachers(),
        taken.reach.seconds(),
        reason(link, taken, faithful, speeds));
  }

  private static Candidate candidate(CodecForecast codec, Link link) {
    Reach reach =
        codec.reaches().stream()
            .filter(r -> r.link().equals(link.name()))
            .findFirst()
            .orElseThrow();
    return new Candidate(codec, reach);
  }

  private static String reason(Link link, Candidate taken, Candidate faithful, Speeds speeds) {
    String teachers =
        String.format(
            Locale.ROOT,
            "%s of %s samples/s %s",
            taken.reach.teachers() == 1 ? "a teacher" : taken.reach.teachers() + " teachers",
            number(speeds.ofTeacher()),
            taken.reach.teachers() == 1 ? "feeds it" : "feed it");
    double carried = link.samplesPerSecond(taken.forecast.bytesPerSample());
    String capacity =
        String.format(
            Locale.ROOT,
            "%s carries %s samples/s of %s, the student takes %s",
            link.name(),
            number(carried),
            taken.forecast.codec(),
            number(speeds.ofStudent()));
    if (taken.reach.samplesPerSecond() < AS_FAST * speeds.ofStudent()) {
      return capacity + ": no codec keeps up with it, none is much faster, and " + teachers;
    }
    if (taken.equals(faithful)) {
      return capacity + " and loses nothing by it: " + teachers;
    }
    return String.format(
        Locale.ROOT,
        "%s and only %s of %s: %s",
        capacity,
        number(link.samplesPerSecond(faithful.forecast.bytesPerSample())),
        faithful.forecast.codec(),
        teachers);
  }

  private static String number(double rate) {
    return String.format(Locale.ROOT, rate >= 100 ? "%,.0f" : rate >= 1 ? "%.1f" : "%.3f", rate);
  }
}
