package org.docent.model.store;

import org.docent.model.distill.Signal;

/** What a store has of a micro-batch. */
public sealed interface StoredSignal {

  /** It, checked, with the id that was asked for. */
  record Found(Signal signal) implements StoredSignal {}

  /** Nothing: nobody stored it. */
  record Missing() implements StoredSignal {}

  /**
   * A record that is not as it was written. It counts as missing from now on.
   *
   * @param what file, place, samples and what is wrong
   */
  record Damaged(String what) implements StoredSignal {}
}
