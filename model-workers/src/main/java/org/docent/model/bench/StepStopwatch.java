package org.docent.model.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.docent.model.train.StepObserver;
import org.docent.model.train.StepPhase;
import org.jspecify.annotations.Nullable;

/** Books the time of a step to its phases without a gap, so that they sum to the step. */
final class StepStopwatch implements StepObserver {

  private final LongSupplier nanos;
  private final Map<StepPhase, Long> booked = new EnumMap<>(StepPhase.class);
  private @Nullable StepPhase current;
  private long since;

  StepStopwatch(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public void enters(StepPhase phase) {
    long now = nanos.getAsLong();
    if (current != null) {
      booked.merge(current, now - since, Long::sum);
    }
    current = phase;
    since = now;
  }

  /** Ends the step and forgets it. */
  StepTiming stop() {
    if (current != null) {
      enters(current);
    }
    StepTiming timing =
        new StepTiming(
            seconds(StepPhase.FORWARD),
            seconds(StepPhase.LOSSES),
            seconds(StepPhase.BACKWARD),
            seconds(StepPhase.OPTIMIZER));
    booked.clear();
    current = null;
    return timing;
  }

  private double seconds(StepPhase phase) {
    return booked.getOrDefault(phase, 0L) / 1e9;
  }
}
