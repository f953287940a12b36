package org.docent.actors.student;

import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a trainer serves as its student, stands by or has not been answered; says so once each.
 */
final class Standing {

  private static final Logger log = LoggerFactory.getLogger(Standing.class);

  private final StudentId id;
  private @Nullable RunId run;
  private boolean standsBy;

  Standing(StudentId id) {
    this.id = id;
  }

  /** Whether it was welcomed to a run. */
  boolean serves() {
    return run != null;
  }

  /** It is welcomed; false when it was before. */
  boolean welcomed(RunId to) {
    if (run != null) {
      if (!run.equals(to)) {
        log.warn("student {} is in run {}, not {}", id, run, to);
      }
      return false;
    }
    run = to;
    log.info("serves as student {} and loads for run {}", id, to);
    return true;
  }

  /** Another serves. */
  void standBy() {
    if (run == null && !standsBy) {
      standsBy = true;
      log.info("stands by for student {}, which another node serves as", id);
    }
  }

  /** It was told to stop. */
  void sentHome() {
    if (run == null && standsBy) {
      log.info("student {} need not stand by any more", id);
    } else if (run == null) {
      log.warn(
          "student {} is not wanted: the run has ended, or has no student of that name (--name)",
          id);
    }
  }
}
