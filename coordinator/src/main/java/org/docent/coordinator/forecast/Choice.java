package org.docent.coordinator.forecast;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which codec to take over a link: of those that keep up with the student the most faithful, of
 * equally faithful ones the smallest; where none keeps up, the fastest.
 */
final class Choice {

  private static final Comparator<Candidate> BY_FAITH =
      Comparator.<Candidate, Fidelity>comparing(c -> c.forecast.fidelity())
          .thenComparingDouble(c -> c.forecast.bytesPerSample());

  private record Candidate(CodecForecast forecast, Reach reach) {}

  private Choice() {}

  static Recommendation of(Link link, List<CodecForecast> codecs, Speeds speeds) {
    List<Candidate> candidates = codecs.stream().map(codec -> candidate(codec, link)).toList();
    Candidate faithful = candidates.stream().min(BY_FAITH).orElseThrow();
    Optional<Candidate> keepsUp =
        candidates.stream().filter(c -> !c.reach.networkBound()).min(BY_FAITH);
    Candidate taken =
        keepsUp.orElseGet(
            () ->
                candidates.stream()
                    .min(Comparator.comparingDouble(c -> c.forecast.bytesPerSample()))
                    .orElseThrow());
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
    if (taken.reach.networkBound()) {
      return capacity + ": no codec keeps up with it, this one is nearest, and " + teachers;
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
