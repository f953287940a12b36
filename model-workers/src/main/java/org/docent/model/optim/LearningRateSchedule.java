package org.docent.model.optim;

import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.ScheduleSettings;

/**
 * The learning rate of each optimizer step of a stage, as Hugging Face's schedulers give it: at
 * step k, counted from 0, the peak times k / warm-up while k is below the warm-up (so the first
 * step of a warm-up moves nothing), then the shape's factor.
 *
 * @param peak the rate at the end of the warm-up
 * @param warmupSteps steps of linear rise; 0 for none
 * @param totalSteps steps of the stage
 */
public record LearningRateSchedule(Shape shape, double peak, int warmupSteps, int totalSteps) {

  /** What the rate does after the warm-up. */
  public enum Shape {
    /** Half a cosine down to 0. */
    COSINE,
    /** A straight line down to 0. */
    LINEAR,
    /** Stays at the peak. */
    CONSTANT;

    private double factor(double progress) {
      return switch (this) {
        case COSINE -> Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
        case LINEAR -> Math.max(0, 1 - progress);
        case CONSTANT -> 1;
      };
    }
  }

  /**
   * The schedule of a stage of {@code totalSteps}.
   *
   * @throws DocentException when there is no such type
   */
  public static LearningRateSchedule of(ScheduleSettings settings, double peak, int totalSteps) {
    Shape shape =
        switch (settings.type().replace('_', '-')) {
          case "cosine" -> Shape.COSINE;
          case "linear" -> Shape.LINEAR;
          case "constant", "constant-with-warmup" -> Shape.CONSTANT;
          default ->
              throw DocentException.stop(
                  "lr-scheduler-type is \""
                      + settings.type()
                      + "\", must be one of cosine, linear, constant, constant-with-warmup");
        };
    return new LearningRateSchedule(shape, peak, settings.warmupStepsOf(totalSteps), totalSteps);
  }

  /** The rate of a step, counted from 0; steps past the end keep the end's. */
  public double at(int step) {
    if (step < warmupSteps) {
      return peak * step / warmupSteps;
    }
    return peak
        * shape.factor((step - warmupSteps) / (double) Math.max(1, totalSteps - warmupSteps));
  }
}
