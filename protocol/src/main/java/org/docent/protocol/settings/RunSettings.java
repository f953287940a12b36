package org.docent.protocol.settings;

import java.nio.file.Path;
import java.util.List;
import org.docent.protocol.id.RunId;

/**
 * Everything a person decides about a run.
 *
 * @param outputDir the run directory
 * @param stages the stages in order; at least one
 */
public record RunSettings(
    RunId id,
    Path outputDir,
    long seed,
    TeacherSettings teacher,
    StudentSettings student,
    VisionSettings vision,
    StoreSettings store,
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
        id, outputDir, seed, teacher, student, settled, store, stages, work, stream, cluster);
  }

  /** The same teachers and data in a run that captures into the store. */
  RunSettings capturing(Path directory) {
    return new RunSettings(
        id,
        directory,
        seed,
        teacher,
        student,
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
