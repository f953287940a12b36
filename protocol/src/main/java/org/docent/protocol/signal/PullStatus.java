package org.docent.protocol.signal;

import org.docent.protocol.failure.DocentException;

/** How a server answers a pull. Codes are append-only. */
public enum PullStatus {
  /** The bytes follow. */
  OK(0),
  /** Nothing of that name is held: not yet computed, released, or another teacher's. */
  UNKNOWN(1),
  /** The micro-batch is held under another lease epoch, which the answer carries. */
  OTHER_EPOCH(2),
  /** The range does not begin within the payload. */
  BAD_RANGE(3);

  private final int code;

  PullStatus(int code) {
    this.code = code;
  }

  byte code() {
    return (byte) code;
  }

  static PullStatus of(byte code) {
    for (PullStatus status : values()) {
      if (status.code == code) {
        return status;
      }
    }
    throw DocentException.retry("an answer has status " + code + ", must be 0 to 3");
  }
}
