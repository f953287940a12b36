package org.docent.protocol.encoding;

import java.util.Collections;
import java.util.List;
import org.docent.protocol.signal.PayloadLayout;
import org.docent.protocol.signal.TensorSpec;

/**
 * What signals of an encoding cost on the way, in bytes of payload: from sizes alone.
 *
 * @param hiddenWidth D, the teacher's hidden size
 * @param featureWidth the vision tower's hidden size where its features travel; 0 where not
 */
public record SignalCost(SignalEncoding encoding, int hiddenWidth, int featureWidth) {

  /** Bytes of a response token. */
  public long bytesPerResponseToken() {
    return bytes(shape(1, 0, 0));
  }

  /**
   * Bytes of one of a sample's visual tokens, relation and features included: a relation's share
   * grows with their number.
   *
   * @param visualTokens P, of the sample
   */
  public double bytesPerVisualToken(int visualTokens) {
    if (visualTokens < 1) {
      throw new IllegalArgumentException(
          "a sample of %d visual tokens has no cost of one".formatted(visualTokens));
    }
    return (double) bytes(shape(0, visualTokens, visualTokens)) / visualTokens;
  }

  /** Bytes of the payload of a micro-batch of equal samples. */
  public long microBatchBytes(int samples, int responseTokens, int visualTokens) {
    return PayloadLayout.bytes(
        encoding.sections(
            new SignalShape(
                Math.multiplyExact(samples, responseTokens),
                Collections.nCopies(samples, visualTokens),
                hiddenWidth,
                featureWidth == 0 ? 0 : Math.multiplyExact(samples, visualTokens),
                featureWidth)));
  }

  private SignalShape shape(int responseRows, int visualRows, int featureRows) {
    List<Integer> visual = visualRows == 0 ? List.of() : List.of(visualRows);
    return new SignalShape(
        responseRows, visual, hiddenWidth, featureWidth == 0 ? 0 : featureRows, featureWidth);
  }

  private long bytes(SignalShape shape) {
    return encoding.sections(shape).stream().mapToLong(TensorSpec::bytes).sum();
  }
}
