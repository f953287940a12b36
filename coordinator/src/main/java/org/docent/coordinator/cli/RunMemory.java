package org.docent.coordinator.cli;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.docent.model.memory.MemoryCheck;
import org.docent.model.memory.MemoryEstimate;
import org.docent.model.memory.MemoryNeed;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StudentSettings;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of a run take.
 *
 * @param teacher of one teacher worker in its neediest stage; nothing when no stage needs one
 * @param students of each student, by name, in each stage
 */
record RunMemory(MemoryNeed teacher, Map<String, List<MemoryNeed>> students) {

  /**
   * @param models the configuration of each student's model, by its name
   */
  static RunMemory of(RunSettings run, Map<String, VlmConfig> models, @Nullable VlmConfig teacher) {
    MemoryEstimate ofTeacher = new MemoryEstimate(run.teacher().precision().dtype().bytes());
    long head =
        teacher == null || !run.needsTeacherHead() ? 0 : ofTeacher.headBytes(teacher.language());
    MemoryNeed neediest =
        run.stages().stream()
            .filter(stage -> teacher != null && stage.needsTeacher())
            .map(stage -> ofTeacher.teacher(Objects.requireNonNull(teacher), stage))
            .reduce(MemoryNeed.NONE, MemoryNeed::max);
    Map<String, List<MemoryNeed>> students = new TreeMap<>();
    for (StudentSettings student : run.students()) {
      MemoryEstimate estimate = new MemoryEstimate(student.precision().dtype().bytes());
      VlmConfig model = Objects.requireNonNull(models.get(student.name()));
      students.put(
          student.name(),
          run.stages().stream().map(stage -> estimate.student(model, stage, head)).toList());
    }
    return new RunMemory(neediest, students);
  }

  /** What a student takes in each stage. */
  List<MemoryNeed> student(String name) {
    return Objects.requireNonNull(students.get(name), name);
  }

  /** All workers in one process: those on its processors, which share the teacher's head. */
  MemoryNeed together(RunSettings run) {
    MemoryNeed all = MemoryNeed.NONE;
    boolean teacherHere = onHost(run.teacher().device());
    if (teacherHere) {
      all = all.plus(teacher.times(run.teacher().workers()));
    }
    for (StudentSettings student : run.students()) {
      MemoryNeed need = student(student.name()).stream().reduce(MemoryNeed.NONE, MemoryNeed::max);
      MemoryNeed whole = teacherHere ? need.withoutTeacherHead() : need;
      all = all.plus(onHost(student.device()) ? whole : need.besideGpu());
    }
    return all;
  }

  /**
   * Refuses a run whose workers are all in this process and will not fit.
   *
   * @throws org.docent.protocol.failure.DocentException saying how much is needed and there
   */
  void requireTogether(RunSettings run) {
    MemoryCheck.require(
        "this run, teachers and students in one process,",
        together(run),
        /* onHost= */ true,
        "take a machine with more, give them machines of their own (docent node), or set gradient-checkpointing = true or a smaller per-device-train-batch-size");
  }

  private static boolean onHost(DeviceSettings device) {
    return device.device().equals("cpu");
  }
}
