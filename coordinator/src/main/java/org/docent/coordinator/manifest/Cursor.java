package org.docent.coordinator.manifest;

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
}
