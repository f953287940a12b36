package org.docent.coordinator.advice;

/**
 * What to do about the number of teachers.
 *
 * @param teachers how many to add; negative: to take away; 0: right as it is
 * @param sentence the same in words, with the numbers it rests on
 */
public record Advice(int teachers, String sentence) {}
