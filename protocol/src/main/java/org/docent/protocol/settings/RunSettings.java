package org.docent.protocol.settings;

import java.nio.file.Path;
import java.util.List;
import org.docent.protocol.id.RunId;
import org.jspecify.annotations.Nullable;

/**
 * Everything a person decides about a run.
 *
 * @param outputDir the run directory
 * @param students all that learn from the run's teachers; at least one, each of another name
 * @param comparedVocabulary how many logits, from the first on, teacher and student are compared
 *     over; null until the coordinator has looked at both
 * @param stages the stages in order; at least one
 */
public record RunSettings(
    RunId id,
    Path outputDir,
    long seed,
    TeacherSettings teacher,
    List<StudentSettings> students,
    VisionSettings vision,
    @Nullable Integer comparedVocabulary,
    List<StageSettings> stages,
    WorkSettings work,
    StreamSettings stream,
    ClusterSettings cluster) {

  public RunSettings {
    students = List.copyOf(students);
    stages = List.copyOf(stages);
    if (students.isEmpty()) {
      throw new IllegalArgumentException("students is empty, must name at least one student");
    }
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("stages is empty, must name at least one stage");
    }
  }

  /**
   * The student of a run that has one.
   *
   * @throws IllegalStateException when it has several: {@link #alone} makes a run of each
   */
  public StudentSettings student() {
    if (students.size() > 1) {
      throw new IllegalStateException(
          "run " + id + " has " + students.size() + " students, none is meant");
    }
    return students.get(0);
  }

  /** The run as each of its students sees it: with no other one, in a directory of its own. */
  public List<RunSettings> alone() {
    if (students.size() == 1) {
      return List.of(this);
    }
    return students.stream()
        .map(student -> with(outputDir.resolve(student.name()), List.of(student), vision))
        .toList();
  }

  /** Whether any stage compares with a teacher. */
  public boolean needsTeacher() {
    return stages.stream().anyMatch(StageSettings::needsTeacher);
  }

  /** Whether any stage reads hidden states of the teacher, and so needs its head. */
  public boolean needsTeacherHead() {
    return stages.stream().anyMatch(StageSettings::needsTeacherHead);
  }

  /**
   * Whether the student of a stage takes the vision tower's features from the teacher's signals:
   * they are shared, the stage has a teacher, and the student's tower never moved.
   */
  public boolean sharesVisionTower(int stage) {
    return vision.sharing() == VisionSharing.ALWAYS
        && stage(stage).needsTeacher()
        && stages.stream().limit(stage + 1L).allMatch(s -> s.tuning().keepsVisionTower());
  }

  /** The same run with {@code sharing}. */
  RunSettings sharing(VisionSharing sharing) {
    VisionSettings settled =
        new VisionSettings(vision.featureLayer(), vision.featureSelectStrategy(), sharing);
    return with(outputDir, students, settled);
  }

  private RunSettings with(Path directory, List<StudentSettings> learners, VisionSettings looking) {
    return new RunSettings(
        id,
        directory,
        seed,
        teacher,
        learners,
        looking,
        comparedVocabulary,
        stages,
        work,
        stream,
        cluster);
  }

  /** The same run comparing the first {@code logits}. */
  RunSettings comparing(int logits) {
    return new RunSettings(
        id, outputDir, seed, teacher, students, vision, logits, stages, work, stream, cluster);
  }

  public StageSettings stage(int index) {
    return stages.get(index);
  }
}
