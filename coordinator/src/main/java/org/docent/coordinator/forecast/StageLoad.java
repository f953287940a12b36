package org.docent.coordinator.forecast;

import java.util.List;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.encoding.SignalShape;
import org.docent.protocol.signal.PayloadLayout;

/**
 * The work of a stage.
 *
 * @param steps optimizer steps
 * @param samples samples of all steps, those of each epoch anew
 * @param distinct different samples among them: what a capture stores
 * @param measuredSteps steps whose micro-batches were looked at
 * @param measuredSamples samples of these
 * @param shapes of their micro-batches' signals
 */
public record StageLoad(
    int steps,
    long samples,
    long distinct,
    int measuredSteps,
    long measuredSamples,
    List<SignalShape> shapes) {

  public StageLoad {
    shapes = List.copyOf(shapes);
    if (measuredSteps < 1 || measuredSamples < 1) {
      throw new IllegalArgumentException(
          measuredSamples + " samples of " + measuredSteps + " steps say nothing about a stage");
    }
  }

  /** Whether every micro-batch of the stage was looked at. */
  public boolean exact() {
    return measuredSteps == steps;
  }

  /** Mean bytes of a sample's share of its micro-batch's signal. */
  public double bytesPerSample(SignalEncoding encoding) {
    double bytes = 0;
    for (SignalShape shape : shapes) {
      bytes += PayloadLayout.bytes(encoding.sections(shape));
    }
    return bytes / measuredSamples;
  }
}
