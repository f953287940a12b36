package org.docent.coordinator.ledger;

import org.jspecify.annotations.Nullable;

/**
 * How many micro-batches of a stage may be open at once.
 *
 * <p>Where no number is given, the teachers that are here settle it: what they can have in hand,
 * three times as much that lies ready, and what the student has pulled. So each teacher always has
 * work, however many there are, and one that is four times slower than the others holds nobody up:
 * while it computes what the student waits for, they go on. Few teachers have the window of {@value
 * #LEAST}, which costs little.
 *
 * @param given the number that a person set, null to have it settled
 * @param leasesPerTeacher what one teacher has in hand
 * @param credit what the student may have pulled
 */
public record RunAhead(@Nullable Integer given, int leasesPerTeacher, int credit) {

  /** The smallest window that is settled. */
  public static final int LEAST = 16;

  /** For each lease that a teacher may have in hand, so many micro-batches may lie ready. */
  private static final int READY = 3;

  public RunAhead {
    if ((given != null && given < 1) || leasesPerTeacher < 1 || credit < 1) {
      throw new IllegalArgumentException(
          "window is %s, leases per teacher %d and credit %d, each must be at least 1"
              .formatted(given, leasesPerTeacher, credit));
    }
  }

  /** The window for so many teachers. */
  public int window(int teachers) {
    if (given != null) {
      return given;
    }
    long open = (1L + READY) * leasesPerTeacher * teachers + credit;
    return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST, open));
  }
}
