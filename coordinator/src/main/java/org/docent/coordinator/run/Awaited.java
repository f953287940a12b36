package org.docent.coordinator.run;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.docent.protocol.id.StudentId;

/**
 * Whom a run waits for.
 *
 * @param teachers how many more of them
 * @param ofTeachers how many there are to be when it begins
 */
public record Awaited(int teachers, int ofTeachers, List<StudentId> students) {

  /** All are there. */
  static final Awaited NOBODY = new Awaited(0, 0, List.of());

  public Awaited {
    students = List.copyOf(students);
  }

  public boolean anybody() {
    return teachers > 0 || !students.isEmpty();
  }

  /** {@code waiting for 2 more teachers (1 of 3 is there) and student small}. */
  public String sentence() {
    List<String> awaited = new ArrayList<>();
    if (teachers == 1 && ofTeachers == 1) {
      awaited.add("a teacher");
    } else if (teachers > 0) {
      int there = ofTeachers - teachers;
      awaited.add(
          "%d more teacher%s (%d of %d %s there)"
              .formatted(
                  teachers,
                  teachers == 1 ? "" : "s",
                  there,
                  ofTeachers,
                  there == 1 ? "is" : "are"));
    }
    if (!students.isEmpty()) {
      String names = students.stream().map(StudentId::name).collect(Collectors.joining(", "));
      awaited.add((students.size() == 1 ? "student " : "students ") + names);
    }
    return "waiting for " + String.join(" and ", awaited);
  }
}
