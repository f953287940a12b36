package org.docent.coordinator.forecast;

/**
 * What a stage reaches over a link with as many teachers as are of use.
 *
 * @param samplesPerSecond of the student
 * @param teachers to all students together
 * @param networkBound whether the link, not the student, is the limit
 * @param seconds of the whole stage, without loading and checkpoints
 */
public record Reach(
    String link, double samplesPerSecond, int teachers, boolean networkBound, double seconds) {}
