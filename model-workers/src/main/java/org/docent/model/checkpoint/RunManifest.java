package org.docent.model.checkpoint;

import java.nio.file.Path;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StepId;

/**
 * A checkpoint's {@code run_state.json}: where in its run the checkpoint lies.
 *
 * @param format version of this file
 * @param run the run's name
 * @param stage index of the stage to go on with
 * @param stageName its name
 * @param nextStep the step of that stage to go on with; one past its last step is allowed
 * @param globalStep optimizer steps done since the run began
 */
public record RunManifest(
    int format, String run, int stage, String stageName, int nextStep, int globalStep) {

  /** The format this version reads and writes. */
  public static final int FORMAT = 1;

  /** Name of the file in a checkpoint. */
  public static final String FILE = "run_state.json";

  /** A manifest of the present format. */
  public static RunManifest of(RunId run, StepId next, String stageName, int globalStep) {
    return new RunManifest(FORMAT, run.value(), next.stage(), stageName, next.step(), globalStep);
  }

  /** Writes the file into a checkpoint. */
  public void write(Path folder) {
    JsonFile.write(folder.resolve(FILE), this);
  }

  /**
   * Reads the file of a checkpoint.
   *
   * @throws DocentException when it is missing, broken or of another format
   */
  public static RunManifest read(Path checkpoint) {
    Path file = checkpoint.resolve(FILE);
    RunManifest manifest = JsonFile.read(file, RunManifest.class);
    if (manifest.format != FORMAT) {
      throw DocentException.stop(
          "%s has format %d, this version reads format %d only"
              .formatted(file, manifest.format, FORMAT));
    }
    return manifest;
  }

  /** The step to go on with. */
  public StepId next() {
    return new StepId(stage, nextStep);
  }
}
