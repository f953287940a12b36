package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.docent.model.data.Batch;
import org.docent.model.distill.Signal;
import org.docent.model.loss.SampleTerms;
import org.docent.model.loss.Term;
import org.docent.model.train.CodecFigures.TermErrors;
import org.docent.protocol.signal.SignalSection;
import org.docent.protocol.signal.TensorSpec;
import org.jspecify.annotations.Nullable;

/** Sums over micro-batches what one encoding cost and how far from the reference it led. */
final class CodecTally {

  private static final double MILLION = 1e6;

  private static final List<SignalSection> OF_RESPONSES =
      List.of(
          SignalSection.RESPONSE_HIDDEN,
          SignalSection.RESPONSE_LOGITS,
          SignalSection.RESPONSE_IDS,
          SignalSection.RESPONSE_MASSES);

  private final String codec;
  private final Map<Term, double[]> errors = new EnumMap<>(Term.class); // sum, largest, count
  private long responseBytes;
  private long visualBytes;
  private long payloadBytes;
  private int responses;
  private int visuals;
  private int samples;
  private int parts;
  private long encodeNanos;
  private long decodeNanos;
  private double product;
  private double squares;
  private double referenceSquares;

  CodecTally(String codec) {
    this.codec = codec;
  }

  void add(Batch batch, Signal signal, long encoding, long decoding) {
    for (TensorSpec spec : signal.header().sections()) {
      if (OF_RESPONSES.contains(spec.section())) {
        responseBytes += spec.bytes();
      } else {
        visualBytes += spec.bytes();
      }
    }
    payloadBytes += signal.header().payloadBytes();
    responses += batch.responseRows().length;
    visuals += batch.visualRows().length;
    samples += batch.size();
    parts++;
    encodeNanos += encoding;
    decodeNanos += decoding;
  }

  void compare(SampleTerms terms, SampleTerms reference) {
    for (Term term : List.of(Term.RES, Term.VIS, Term.REL)) {
      for (int b = 0; b < terms.samples(); b++) {
        double expected = reference.of(term, b);
        if (expected != 0) {
          double error = Math.abs(terms.of(term, b) - expected) / Math.abs(expected);
          double[] sum = errors.computeIfAbsent(term, t -> new double[3]);
          sum[0] += error;
          sum[1] = Math.max(sum[1], error);
          sum[2]++;
        }
      }
    }
  }

  void compare(NDArray gradient, NDArray reference) {
    try (NDArray own = gradient.toType(DataType.FLOAT64, true);
        NDArray theirs = reference.toType(DataType.FLOAT64, true)) {
      product += sumOf(own, theirs);
      squares += sumOf(own, own);
      referenceSquares += sumOf(theirs, theirs);
    }
  }

  private static double sumOf(NDArray a, NDArray b) {
    try (NDArray products = a.mul(b);
        NDArray sum = products.sum()) {
      return sum.getDouble();
    }
  }

  CodecFigures figures() {
    return new CodecFigures(
        codec,
        (double) responseBytes / Math.max(1, responses),
        (double) visualBytes / Math.max(1, visuals),
        (double) payloadBytes / samples,
        encodeNanos / MILLION / parts,
        decodeNanos / MILLION / parts,
        errors(Term.RES),
        errors(Term.VIS),
        errors(Term.REL),
        product / Math.sqrt(squares * referenceSquares),
        Math.sqrt(squares / referenceSquares));
  }

  private @Nullable TermErrors errors(Term term) {
    double[] sum = errors.get(term);
    return sum == null ? null : new TermErrors(sum[0] / sum[2], sum[1]);
  }
}
