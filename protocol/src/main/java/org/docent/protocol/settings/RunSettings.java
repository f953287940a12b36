package org.docent.protocol.settings;

import java.nio.file.Path;
import java.util.List;
import org.docent.protocol.id.RunId;

/**
 * Everything a person decides about a run.
 *
 * @param outputDir the run directory
 * @param students all that learn from the run's teachers; at least one, each of another name
 * @param stages the stages in order; at least one
 */
public record RunSettings(
    RunId id,
    Path outputDir,
    long seed,
    TeacherSettings teacher,
    List<StudentSettings> students,
    VisionSettings vision,
    StoreSettings store,
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

  /**
   * The run as each of its students sees it: with no other one, in a directory of its own. The
   * first of several is the one that keeps signals.
   */
  public List<RunSettings> alone() {
    if (students.size() == 1) {
      return List.of(this);
    }
    return students.stream()
        .map(student -> alone(student, store.writing(store.write() && student == students.get(0))))
        .toList();
  }

  private RunSettings alone(StudentSettings student, StoreSettings itsStore) {
    return new RunSettings(
        id,
        outputDir.resolve(student.name()),
        seed,
        teacher,
        List.of(student),
        vision,
        itsStore,
        stages,
        work,
        stream,
        cluster);
  }

  /** Whether any stage compares with a teacher. */
  public boolean needsTeacher() {
    return stages.stream().anyMatch(StageSettings::needsTeacher);
  }

  /**
   * Whether teachers compute signals in this run: any stage compares with one, and not all are
   * stored.
   */
  public boolean runsTeacher() {
    return needsTeacher() && store.origin() != SignalOrigin.STORE;
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
    return new RunSettings(
        id, outputDir, seed, teacher, students, settled, store, stages, work, stream, cluster);
  }

  /**
   * The same teachers and data in a run that captures into the store, in the place of a student.
   */
  RunSettings capturing(Path directory) {
    return new RunSettings(
        id,
        directory,
        seed,
        teacher,
        students.subList(0, 1),
        vision,
        new StoreSettings(SignalOrigin.CAPTURE, store.path(), false),
        stages,
        work,
        stream,
        cluster);
  }

  public StageSettings stage(int index) {
    return stages.get(index);
  }
}
