package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.docent.coordinator.forecast.CodecForecast;
import org.docent.coordinator.forecast.Rate;
import org.docent.coordinator.forecast.Reach;
import org.docent.coordinator.forecast.Recommendation;
import org.docent.coordinator.forecast.StageForecast;

/** A stage's forecast as a person reads it. */
final class PlanTable {

  private static final double MEGA = 1e6;

  private PlanTable() {}

  static void print(StageForecast stage, PrintWriter out) {
    head(stage, out);
    List<Reach> links = stage.codecs().get(0).reaches();
    out.printf("%n  %-26s %-8s %13s %10s %10s %9s", "", "", "bytes", "student", "teacher", "store");
    links.forEach(reach -> out.printf(" %17s", reach.link()));
    out.printf(
        "%n  %-26s %-8s %13s %10s %10s %9s", "signals", "arrive", "a sample", "MB/s", "MB/s", "MB");
    links.forEach(reach -> out.printf(" %17s", "samples/s (of)"));
    out.println();
    stage.codecs().forEach(codec -> row(codec, out));
    if (stage.codecs().stream()
        .flatMap(codec -> codec.reaches().stream())
        .anyMatch(Reach::networkBound)) {
      out.println("  ! the link is the limit");
    }
    out.println();
    recommend(stage.recommendations(), out);
    out.println();
    out.flush();
  }

  private static void head(StageForecast stage, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "stage %s: %,d steps, %,d samples; bytes are %s%n",
        stage.stage(),
        stage.steps(),
        stage.samples(),
        stage.exact()
            ? "exact: every text of it went through the tokenizer"
            : String.format(
                Locale.ROOT,
                "the mean of %,d samples in %,d steps at even distances, which went through the tokenizer",
                stage.measuredSamples(),
                stage.measuredSteps()));
    rate("one teacher", stage.speeds().teacher(), out);
    rate(
        stage.students() == 1
            ? "one student"
            : "the slowest of %d students".formatted(stage.students()),
        stage.speeds().student(),
        out);
    out.println("  each with a device to itself; workers that share one share its speed");
    if (stage.featureBytesPerSample() > 0) {
      out.printf(
          Locale.ROOT,
          "  %,.0f bytes of each sample are features of the shared vision tower; share-vision-tower = never saves them, and the student runs its own%n",
          stage.featureBytesPerSample());
    }
    long head = stage.codecs().stream().mapToLong(CodecForecast::headBytes).max().orElse(0);
    out.printf(
        Locale.ROOT,
        "  hidden and derived signals need the teacher's head, %,.1f MB to each student once%n",
        head / MEGA);
  }

  private static void rate(String who, Rate rate, PrintWriter out) {
    out.printf("  %s: %s samples/s, %s%n", who, number(rate.samplesPerSecond()), rate.source());
  }

  private static void row(CodecForecast codec, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "  %-26s %-8s %,13.0f %,10.3f %,10.3f %,9.1f",
        codec.codec() + (codec.configured() ? " *" : ""),
        codec.fidelity().name().toLowerCase(Locale.ROOT),
        codec.bytesPerSample(),
        codec.studentBytesPerSecond() / MEGA,
        codec.teacherBytesPerSecond() / MEGA,
        codec.storeBytes() / MEGA);
    for (Reach reach : codec.reaches()) {
      String bound = reach.networkBound() ? "!" : "";
      out.printf(
          " %17s",
          "%s%s (%d)".formatted(number(reach.samplesPerSecond()), bound, reach.teachers()));
    }
    out.println();
  }

  /** Links for which the same is to be taken share a line, with the reason of the first. */
  private static void recommend(List<Recommendation> choices, PrintWriter out) {
    int from = 0;
    while (from < choices.size()) {
      Recommendation first = choices.get(from);
      int to = from + 1;
      while (to < choices.size() && choices.get(to).sameAs(first)) {
        to++;
      }
      String links =
          choices.subList(from, to).stream()
              .map(Recommendation::link)
              .collect(Collectors.joining(", "));
      out.printf(
          "  %s: take %s and %s; the stage lasts %s. %s.%n",
          links,
          first.codec(),
          first.teachers() == 1 ? "1 teacher" : first.teachers() + " teachers",
          time(first.seconds()),
          first.reason());
      from = to;
    }
  }

  /** {@code 2 d 3 h}, {@code 3 h 20 min}, {@code 12 min 5 s}, {@code 4.2 s}. */
  static String time(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    Duration time = Duration.ofSeconds(Math.round(seconds));
    if (time.toDays() > 0) {
      return "%d d %d h".formatted(time.toDays(), time.toHoursPart());
    }
    return time.toHours() > 0
        ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
        : "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
  }

  private static String number(double rate) {
    return String.format(Locale.ROOT, rate >= 100 ? "%,.0f" : rate >= 1 ? "%.1f" : "%.3f", rate);
  }
}
