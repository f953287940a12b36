package org.docent.protocol.settings;

import java.nio.file.Path;
import java.util.List;
import org.docent.protocol.id.RunId;
import org.jspecify.annotations.Nullable;

/**
 * Everything a person decides about a run.
 *
 * @param outputDir the run directory
 * @param comparedVocabulary how many logits, from the first on, teacher and student are compared
 *     over; null until the coordinator has looked at both
 * @param stages the stages in order; at least one
 */
public record RunSettings(
    RunId id,
    Path outputDir,
    long seed,
    TeacherSettings teacher,
    StudentSettings student,
    VisionSettings vision,
    @Nullable Integer comparedVocabulary,
    List<StageSettings> stages,
    WorkSettings work,
    StreamSettings stream,
    ClusterSettings cluster) {

  public RunSettings {
    stages = List.copyOf(stages);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("stages is empty, must name at least one stage");
    }
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
    return new RunSettings(
        id,
        outputDir,
        seed,
        teacher,
        student,
        settled,
        comparedVocabulary,
        stages,
        work,
        stream,
        cluster);
  }

  /** The same run comparing the first {@code logits}. */
  RunSettings comparing(int logits) {
    return new RunSettings(
        id, outputDir, seed, teacher, student, vision, logits, stages, work, stream, cluster);
  }

  public StageSettings stage(int index) {
    return stages.get(index);
  }
}
