package org.docent.model.train;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * A checkpoint that is held in memory, to be written while its student goes on. One at a time: the
 * next is staged into the same memory.
 */
@FunctionalInterface
public interface StagedCheckpoint {

  /**
   * Writes and commits it on a thread of the student's own; may be called again once that has
   * failed.
   *
   * @return completes with the checkpoint's folder once it is safe on the medium; or with a {@link
   *     org.docent.protocol.failure.DocentException}: caused by an {@link java.io.IOException}
   *     where the disk does not take it, of category RETRY where another student has taken over
   */
  CompletableFuture<Path> commit();

  /** One that needs no writing. */
  static StagedCheckpoint committed(Path folder) {
    return () -> CompletableFuture.completedFuture(folder);
  }
}
