package org.docent.coordinator.run;

import java.util.OptionalInt;

/**
 * Which of a student's steps the observers have heard of: each once, in order, whatever is reported
 * twice, late or by a student that outlived the coordinator it first reported to. Steps are global,
 * counted from 1.
 *
 * <p>A student reports the steps that are not on record in order, again and again. So one that is
 * missing comes the next time, unless it is lost for good: a file that somebody has cut. That shows
 * when the student has twice said all it keeps and began after the gap.
 */
final class StepsTold {

  private static final int NONE = Integer.MAX_VALUE;

  private int told;
  private int untold;
  private int lowest = NONE;
  private int lowestBefore = NONE;

  /**
   * @param told steps that were heard of before
   */
  StepsTold(int told) {
    this.told = told;
    this.untold = told;
  }

  int told() {
    return told;
  }

  /**
   * Steps told here that are not on record yet.
   *
   * @param recorded the last step on record, which may lie before a gap; empty for no record
   */
  int waiting(OptionalInt recorded) {
    return told - Math.min(told, Math.max(untold, recorded.orElse(told)));
  }

  /** Takes a report; whether observers are to hear of it now. */
  boolean takes(int globalStep) {
    lowest = Math.min(lowest, globalStep);
    if (globalStep != told + 1) {
      return false;
    }
    told = globalStep;
    return true;
  }

  /** The student has said what it keeps; returns how many steps are lost for good, mostly 0. */
  int announced() {
    int gap = lowest == lowestBefore && lowest > told + 1 && lowest != NONE ? lowest - told - 1 : 0;
    told += gap;
    untold = gap > 0 ? told : untold;
    lowestBefore = lowest;
    lowest = NONE;
    return gap;
  }

  /** The student goes on after that step; what was told of later ones is void. */
  void goesOnAfter(int globalStep, boolean afresh) {
    told = afresh ? globalStep : Math.min(told, globalStep);
    untold = told;
    lowest = NONE;
    lowestBefore = NONE;
  }
}
