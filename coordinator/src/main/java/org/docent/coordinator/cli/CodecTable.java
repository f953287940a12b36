package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Stream;
import org.docent.model.train.CodecFigures;
import org.docent.model.train.CodecFigures.TermErrors;
import org.jspecify.annotations.Nullable;

/** A report of {@code docent bench codecs} as a person reads it. */
final class CodecTable {

  private CodecTable() {}

  static void print(CodecReport report, PrintWriter out) {
    report.stages().forEach(stage -> print(stage, report.clock(), out));
    CodecReport.Published published = report.published();
    out.printf(
        Locale.ROOT,
        "by formula for V = %,d, D = %,d, %d visual tokens; a token's logits in fp16 are %,d bytes%n",
        published.vocabulary(),
        published.hiddenWidth(),
        published.visualTokens(),
        published.fp16LogitsBytes());
    int width = width(published.costs().stream().map(CodecReport.Cost::codec));
    out.printf("%s %12s %12s %10s%n", padded("", width), "B/response", "B/visual", "fp16/this");
    for (CodecReport.Cost cost : published.costs()) {
      out.printf(
          Locale.ROOT,
          "%s %,12d %,12.1f %10.1f%n",
          padded(cost.codec(), width),
          cost.bytesPerResponseToken(),
          cost.bytesPerVisualToken(),
          published.fp16LogitsBytes() / (double) cost.bytesPerResponseToken());
    }
    out.flush();
  }

  private static void print(CodecReport.Stage stage, String clock, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "stage %s: V = %,d, D = %,d, %d micro-batches; %s milliseconds a micro-batch%n",
        stage.name(),
        stage.vocabulary(),
        stage.hiddenWidth(),
        stage.microBatches(),
        clock);
    out.println(
        "errors are relative to all logits, mean / largest over samples; gradient: of the teacher's terms to the student's"
            + " hidden states, cosine and norm");
    int width = width(stage.codecs().stream().map(CodecFigures::codec));
    out.printf(
        "%s %10s %10s %12s %8s %8s %17s %17s %17s %19s%n",
        padded("", width),
        "B/response",
        "B/visual",
        "B/sample",
        "encode",
        "decode",
        "L_res",
        "L_vis",
        "L_rel",
        "gradient");
    for (CodecFigures figures : stage.codecs()) {
      out.printf(
          Locale.ROOT,
          "%s %,10.1f %,10.1f %,12.0f %8.2f %8.2f %17s %17s %17s %10.7f %8.5f%n",
          padded(figures.codec(), width),
          figures.bytesPerResponseToken(),
          figures.bytesPerVisualToken(),
          figures.bytesPerSample(),
          figures.encodeMillis(),
          figures.decodeMillis(),
          errors(figures.res()),
          errors(figures.vis()),
          errors(figures.rel()),
          figures.gradientCosine(),
          figures.gradientNorm());
    }
    out.println();
  }

  private static int width(Stream<String> codecs) {
    return codecs.mapToInt(String::length).max().orElse(0);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String errors(@Nullable TermErrors errors) {
    return errors == null
        ? "-"
        : String.format(Locale.ROOT, "%.1e/%.1e", errors.mean(), errors.largest());
  }
}
