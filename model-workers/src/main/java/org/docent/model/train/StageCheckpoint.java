package org.docent.model.train;

import java.io.IOException;
import java.nio.file.Path;
import org.docent.model.checkpoint.RunManifest;
import org.docent.model.storage.DurableFolder;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint of a stage holds. It can be written on any thread, and again.
 *
 * @param globalStep optimizer steps done since the run began
 * @param modelBytes of the model's tensors
 * @param model writes the model
 * @param moments of the optimizer; null before its first step
 */
record StageCheckpoint(
    int globalStep,
    long modelBytes,
    DurableFolder.Content model,
    @Nullable Moments moments,
    TrainerState trainer,
    TeacherManifest teacher,
    RunManifest run) {

  /** The best of the stage once this one is committed. */
  @Nullable BestCheckpoint best() {
    return trainer.best();
  }

  /** Bytes of all tensors. */
  long bytes() {
    return modelBytes + (moments == null ? 0 : moments.bytes());
  }

  void writeTo(Path folder) throws IOException {
    model.writeTo(folder);
    if (moments != null) {
      OptimizerState.write(folder, moments.first(), moments.second());
    }
    trainer.write(folder);
    teacher.write(folder);
    run.write(folder);
  }
}
