package org.docent.model.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** Writes what a checkpoint holds. */
@FunctionalInterface
public interface CheckpointWriter {

  /** Writes files into {@code folder}, which exists and is empty; sub-folders are welcome. */
  void writeTo(Path folder) throws IOException;
}
