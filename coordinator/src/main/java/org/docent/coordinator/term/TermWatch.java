package org.docent.coordinator.term;

import java.time.Duration;

/**
 * Judges from outside whether the holder of a run directory's newest term is alive: its pulse must
 * change. Only this watcher's own monotonic clock counts, so that clocks of machines need not
 * agree. Pure.
 */
final class TermWatch {

  /** What is known of the newest term. */
  enum Standing {
    /** Nobody holds it: given back, or without a pulse for so long that its holder is lost. */
    FREE,
    /** Its holder was seen to live. */
    HELD,
    /** Not watched for long enough. */
    UNCLEAR
  }

  private final long silenceNanos;
  private Sign last = Sign.NONE;
  private boolean looked;
  private boolean beats;
  private long since;

  /**
   * @param silence without a pulse after which a holder counts as lost
   */
  TermWatch(Duration silence) {
    this.silenceNanos = silence.toNanos();
  }

  /** The directory showed that. */
  void saw(Sign sign, long nowNanos) {
    if (looked && sign.equals(last)) {
      return;
    }
    beats = looked && sign.term() == last.term();
    last = sign;
    since = nowNanos;
    looked = true;
  }

  /** What was seen last. */
  Sign last() {
    return last;
  }

  Standing standing(long nowNanos) {
    if (!looked) {
      return Standing.UNCLEAR;
    }
    if (last.released() || nowNanos - since >= silenceNanos) {
      return Standing.FREE;
    }
    return beats ? Standing.HELD : Standing.UNCLEAR;
  }
}
