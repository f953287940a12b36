package org.docent.coordinator.manifest;

import org.docent.model.checkpoint.RunManifest;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;
import org.jspecify.annotations.Nullable;

/**
 * Where a run can be taken up again.
 *
 * @param next the first step that is not in the checkpoint, normalised by {@link
 *     Timeline#normalise}
 * @param checkpoint the directory that holds the weights up to there, null at the very beginning
 */
public record Cursor(StepId next, @Nullable String checkpoint) {

  /** A run of which nothing is committed. */
  public static final Cursor BEGINNING = new Cursor(new StepId(0, 0), null);

  /**
   * The place of a checkpoint on its run's timeline.
   *
   * @throws DocentException when the run's stages have other lengths than they had when the
   *     checkpoint was written
   */
  public static Cursor of(RunManifest manifest, Timeline timeline, String checkpoint) {
    StepId next = manifest.next();
    boolean fits =
        next.stage() < timeline.stages()
            && next.step() <= timeline.totalSteps(next.stage())
            && timeline.globalStep(next) == manifest.globalStep();
    if (!fits) {
      throw DocentException.stop(
          "%s says %d steps are done and stage %s goes on with step %d, but the stages now have %s steps: resume with the configuration and data the run began with"
              .formatted(
                  checkpoint,
                  manifest.globalStep(),
                  manifest.stageName(),
                  next.step(),
                  timeline.totals()));
    }
    return new Cursor(timeline.normalise(next), checkpoint);
  }
}
