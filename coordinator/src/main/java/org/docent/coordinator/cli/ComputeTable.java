package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.docent.model.bench.BenchWork;
import org.docent.model.bench.ComputeReport;
import org.docent.model.bench.StepTiming;
import org.jspecify.annotations.Nullable;

/** A report of {@code docent bench compute} as a person reads it. */
final class ComputeTable {

  private static final double MEGA = 1e6;

  private ComputeTable() {}

  static void print(ComputeReport report, PrintWriter out) {
    head(report, out);
    BenchWork work = report.work();
    StepTiming step = report.studentStep();
    out.printf("%-34s %10s %8s%n", "", "seconds", "share");
    line(out, "teacher forward, a sample", report.teacherForwardSeconds());
    line(out, "student step, %d samples".formatted(work.samples()), step.seconds());
    phase(out, "forward", step.forward(), step);
    phase(out, "losses", step.losses(), step);
    phase(out, "backward", step.backward(), step);
    phase(out, "optimizer", step.optimizer(), step);
    line(
        out,
        "teacher and student, %d samples".formatted(work.samples()),
        report.coLocatedStep() == null ? null : report.coLocatedStep().seconds());
    out.println();
    line(out, "samples/s, student step alone", report.studentSamplesPerSecond());
    line(out, "samples/s, teacher and student", report.coLocatedSamplesPerSecond());
    bytes(out, "resident with both models drawn", report.loadedBytes());
    bytes(out, "peak resident", report.peakBytes());
    out.flush();
  }

  private static void head(ComputeReport report, PrintWriter out) {
    BenchWork work = report.work();
    out.printf(
        "size %s, stage %s, %s, %d threads, %s seconds; loss %.4f, gradient norm %.3f%n",
        report.size(),
        work.stage().key(),
        report.dtype(),
        report.threads(),
        report.clock(),
        report.loss(),
        report.gradNorm());
    out.printf(
        Locale.ROOT,
        "%d samples a step in micro-batches of %d; each %d positions, %d of them visual, logits of %d x %,d, %d rows at once%s%n",
        work.samples(),
        work.microBatch(),
        report.sample().positions(),
        report.sample().visualTokens(),
        report.sample().rows(),
        report.sample().vocabulary(),
        work.chunkRows(),
        work.recomputing() ? "; layers computed again" : "");
    out.printf("median of %d steps after %d of warm-up%n%n", work.steps(), work.warmup());
  }

  private static void phase(PrintWriter out, String name, double seconds, StepTiming step) {
    out.printf(
        Locale.ROOT, "  %-32s %10.4f %6.1f %%%n", name, seconds, 100 * seconds / step.seconds());
  }

  private static void line(PrintWriter out, String what, @Nullable Double value) {
    if (value == null) {
      out.printf("%-34s %10s%n", what, "no teacher");
    } else {
      out.printf(Locale.ROOT, "%-34s %10.4f%n", what, value);
    }
  }

  private static void bytes(PrintWriter out, String what, @Nullable Long bytes) {
    if (bytes == null) {
      out.printf("%-34s %10s%n", what, "unknown: no /proc/self/status here");
    } else {
      out.printf(Locale.ROOT, "%-34s %,10.0f MB%n", what, bytes / MEGA);
    }
  }
}
