package org.docent.coordinator.advice;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;

/**
 * Samples a second, measured.
 *
 * @param teachers what each teacher can compute, without its idle times; one that has not computed
 *     anything yet is absent
 * @param teachersHere teachers that are there, measured or not
 * @param students what each student can take, without its waits
 * @param throughput what the slowest student has taken, by the clock on the wall
 * @param waitShare share of its time in which the slowest student waited for signals, from 0 to 1
 * @param readyShare of the micro-batches in flight, how many lay ready, on average; from 0 to 1
 * @param bytesPerSample bytes of a signal's payload, by sample
 */
public record Rates(
    Map<TeacherId, Double> teachers,
    int teachersHere,
    Map<StudentId, Double> students,
    double throughput,
    double waitShare,
    double readyShare,
    double bytesPerSample) {

  public Rates {
    teachers = Collections.unmodifiableMap(new TreeMap<>(teachers));
    students = Collections.unmodifiableMap(new TreeMap<>(students));
  }

  /** What the teachers that were measured can compute together. */
  public double inferCapacity() {
    return teachers.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** What one teacher can compute, on average. */
  public double perTeacher() {
    return teachers.isEmpty() ? 0 : inferCapacity() / teachers.size();
  }

  /** What the students can take: as much as the slowest of them. */
  public double trainCapacity() {
    return students.values().stream().mapToDouble(Double::doubleValue).min().orElse(0);
  }
}
