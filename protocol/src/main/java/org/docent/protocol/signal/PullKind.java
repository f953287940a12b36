package org.docent.protocol.signal;

import org.docent.protocol.failure.DocentException;

/** What a student pulls from a teacher. Codes are append-only. */
public enum PullKind {
  /** The signal of one micro-batch under one lease epoch. */
  SIGNAL(1),
  /** The teacher's frozen head; micro-batch and epoch are not looked at. */
  HEAD(2);

  private final int code;

  PullKind(int code) {
    this.code = code;
  }

  byte code() {
    return (byte) code;
  }

  static PullKind of(byte code) {
    for (PullKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw DocentException.retry("a pull asks for kind " + code + ", must be 1 or 2");
  }
}
