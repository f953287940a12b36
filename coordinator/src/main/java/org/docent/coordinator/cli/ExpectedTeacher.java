package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.docent.coordinator.manifest.Cursor;
import org.docent.model.train.DistilledStudent;
import org.docent.protocol.teacher.TeacherFacts;
import org.jspecify.annotations.Nullable;

/** Which teacher a run must have. */
final class ExpectedTeacher {

  private ExpectedTeacher() {}

  /**
   * What the coordinator found of the teacher, and the weights by which the run was trained so far.
   *
   * @param found null in a run without a teacher
   * @param starts where each student is taken up
   */
  static @Nullable TeacherFacts of(@Nullable TeacherFacts found, List<Cursor> starts) {
    Optional<String> weights =
        starts.stream()
            .flatMap(ExpectedTeacher::checkpoint)
            .flatMap(checkpoint -> DistilledStudent.teacherOf(checkpoint).stream())
            .findFirst();
    return found == null ? null : weights.map(found::withWeights).orElse(found);
  }

  private static Stream<Path> checkpoint(Cursor start) {
    return Stream.ofNullable(start.checkpoint()).map(Path::of);
  }
}
