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

  public StageSettings stage(int index) {
    return stages.get(index);
  }
}
