package org.docent.coordinator.advice;

/**
 * How many teachers there should be. A number once said stays until the demand leaves its band, so
 * that noise does not turn "add one" into "take one away" and back.
 *
 * <p>With a demand of x teachers, n are too few when x is more than {@value #OVER} n: then as many
 * as x needs. They are too many when n - 1 would do at {@value #FULL} of their speed: then as many
 * as do so. Between the two nothing changes.
 */
final class TeacherTarget {

  private static final double OVER = 1.05;
  private static final double FULL = 0.85;

  /** A student that waits less than this share of its time needs no further teacher. */
  private static final double NO_WAIT = 0.02;

  private int here;
  private int target;

  /**
   * The number that should be there.
   *
   * @param nowHere teachers that are; a change of it begins anew
   * @param demand what the student could take, in teachers; at least 0
   * @param waitShare share of its time the student waits
   */
  int of(int nowHere, double demand, double waitShare) {
    if (nowHere != here) {
      here = nowHere;
      target = nowHere;
    }
    if (demand > OVER * target && waitShare >= NO_WAIT) {
      target = (int) Math.ceil(demand);
    } else if (target > 1 && demand < FULL * (target - 1)) {
      target = Math.max(1, (int) Math.ceil(demand / FULL));
    }
    return target;
  }
}
