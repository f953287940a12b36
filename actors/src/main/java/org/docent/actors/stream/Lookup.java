package org.docent.actors.stream;

import org.docent.model.distill.Signal;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.signal.PullStatus;

/** What an outbox answers. */
public sealed interface Lookup {

  /** Held under the epoch asked for; the signal's buffer is the reader's own view. */
  record Found(LeaseEpoch epoch, Signal signal) implements Lookup {}

  /**
   * Not to be had.
   *
   * @param held the epoch under which it is held, {@link LeaseEpoch#NONE} when it is not
   */
  record Refused(PullStatus status, LeaseEpoch held, String reason) implements Lookup {}
}
