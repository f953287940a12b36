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
        .map(student -> in(outputDir.resolve(student.name()), student).keeping(keeps(student)))
        .toList();
  }

  private StoreSettings keeps(StudentSettings student) {
    boolean write = store.write() && student.equals(students.get(0));
    return new StoreSettings(store.origin(), store.path(), write);
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

  public StageSettings stage(int index) {
    return stages.get(index);
  }

  /** The run that captures into the store, in the place of a student. */
  RunSettings capturing(Path directory) {
    return in(directory, students.get(0))
        .keeping(new StoreSettings(SignalOrigin.CAPTURE, store.path(), false));
  }

  /** The same run with {@code sharing}. */
  RunSettings sharing(VisionSharing sharing) {
    return looking(
        new VisionSettings(vision.featureLayer(), vision.featureSelectStrategy(), sharing),
        comparedVocabulary);
  }

  /** The same run comparing the first {@code logits}. */
  RunSettings comparing(int logits) {
    return looking(vision, logits);
  }

  private RunSettings in(Path directory, StudentSettings student) {
    return new RunSettings(
        id,
        directory,
        seed,
        teacher,
        List.of(student),
        vision,
        comparedVocabulary,
        store,
        stages,
        work,
        stream,
        cluster);
  }

  private RunSettings looking(VisionSettings way, @Nullable Integer compared) {
    return new RunSettings(
        id, outputDir, seed, teacher, students, way, compared, store, stages, work, stream,
        cluster);
  }

  private RunSettings keeping(StoreSettings itsStore) {
    return new RunSettings(
        id,
        outputDir,
        seed,
        teacher,
        students,
        vision,
        comparedVocabulary,
        itsStore,
        stages,
        work,
        stream,
        cluster);
  }
}
