package org.docent.protocol.id;

import java.util.Comparator;

/**
 * One consumer of signals: a rank of a student's data-parallel group. A student on one device is
 * its rank 0.
 */
public record StudentId(String name, int rank) implements Comparable<StudentId> {

  private static final Comparator<StudentId> ORDER =
      Comparator.comparing(StudentId::name).thenComparingInt(StudentId::rank);

  public StudentId {
    Ids.requireName("student name", name);
    Ids.requireNotNegative("student rank", rank);
  }

  @Override
  public int compareTo(StudentId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return name + "-" + rank;
  }
}
