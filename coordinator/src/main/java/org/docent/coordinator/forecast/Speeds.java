package org.docent.coordinator.forecast;

/**
 * How fast the two sides are.
 *
 * @param teacher one teacher, signals encoded
 * @param student the slowest student, its waits left out
 */
public record Speeds(Rate teacher, Rate student) {

  double ofTeacher() {
    return teacher.samplesPerSecond();
  }

  double ofStudent() {
    return student.samplesPerSecond();
  }
}
