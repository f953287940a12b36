package org.docent.protocol.failure;

/** What a supervisor does about a failure. */
public enum Category {
  /** The same work may succeed elsewhere or later: lease it again. */
  RETRY,
  /** The data is at fault: the sample may be left out within the configured budget. */
  SKIP_BATCH,
  /** Nothing sensible can follow: stop the run, keep what is committed, exit non-zero. */
  STOP_RUN
}
