package org.docent.protocol.signal;

import org.docent.protocol.id.MicroBatchId;

/**
 * What a student must know of a signal before it trusts a byte of it.
 *
 * @param rows rows of the teacher's hidden state: response rows first, then visual rows
 * @param width the teacher's hidden size
 * @param featureRows rows of the vision tower's features that follow: visual tokens of all images;
 *     0 where they are not shared
 * @param featureWidth the vision tower's hidden size; 0 where they are not shared
 * @param batchFingerprint CRC-32C over layout and token ids of the micro-batch as the teacher saw
 *     it; the student's own must be the same
 * @param teacherFingerprint identity of the teacher's weights
 */
public record SignalHeader(
    MicroBatchId id,
    int rows,
    int width,
    int featureRows,
    int featureWidth,
    long batchFingerprint,
    String teacherFingerprint) {

  public SignalHeader {
    if (rows < 0 || width < 1 || featureRows < 0 || featureWidth < 0) {
      throw new IllegalArgumentException(
          "signal "
              + id
              + " has "
              + rows
              + " rows of width "
              + width
              + " and "
              + featureRows
              + " features of width "
              + featureWidth
              + ", must have 0 or more rows of width 1 or more");
    }
  }

  /** The header of a signal without features. */
  public SignalHeader(
      MicroBatchId id, int rows, int width, long batchFingerprint, String teacherFingerprint) {
    this(id, rows, width, 0, 0, batchFingerprint, teacherFingerprint);
  }

  /** The same of another micro-batch of the same samples. */
  public SignalHeader withId(MicroBatchId other) {
    return new SignalHeader(
        other, rows, width, featureRows, featureWidth, batchFingerprint, teacherFingerprint);
  }

  /** Bytes of the payload: rows × width hidden states, then the features, little-endian float32. */
  public long payloadBytes() {
    return 4L * rows * width + 4L * featureRows * featureWidth;
  }
}
