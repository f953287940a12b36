package org.docent.protocol.signal;

import org.docent.protocol.id.MicroBatchId;

/**
 * What a student must know of a signal before it trusts a byte of it.
 *
 * @param rows rows of the teacher's hidden state: response rows first, then visual rows
 * @param width the teacher's hidden size
 * @param batchFingerprint CRC-32C over layout and token ids of the micro-batch as the teacher saw
 *     it; the student's own must be the same
 * @param teacherFingerprint identity of the teacher's weights
 */
public record SignalHeader(
    MicroBatchId id, int rows, int width, long batchFingerprint, String teacherFingerprint) {

  public SignalHeader {
    if (rows < 0 || width < 1) {
      throw new IllegalArgumentException(
          "signal "
              + id
              + " has "
              + rows
              + " rows of width "
              + width
              + ", must have 0 or more rows of width 1 or more");
    }
  }

  /** Bytes of the payload: rows × width little-endian float32. */
  public long payloadBytes() {
    return 4L * rows * width;
  }
}
