package org.docent.coordinator.forecast;

import java.util.List;

/**
 * What a codec costs a stage.
 *
 * @param studentBytesPerSecond what the student pulls at its full speed
 * @param teacherBytesPerSecond what one teacher sends at its full speed, to all students
 * @param storeBytes of a capture of the stage
 * @param headBytes of the teacher's head, which each student fetches once; 0 where it needs none
 * @param reaches by link
 */
public record CodecForecast(
    String codec,
    Fidelity fidelity,
    boolean configured,
    double bytesPerSample,
    double studentBytesPerSecond,
    double teacherBytesPerSecond,
    double storeBytes,
    long headBytes,
    List<Reach> reaches) {

  public CodecForecast {
    reaches = List.copyOf(reaches);
  }
}
