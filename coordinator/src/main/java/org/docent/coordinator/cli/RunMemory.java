package org.docent.coordinator.cli;

import java.util.ArrayList;
import java.util.List;
import org.docent.model.memory.MemoryCheck;
import org.docent.model.memory.MemoryEstimate;
import org.docent.model.memory.MemoryNeed;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of a run take.
 *
 * @param teacher of one teacher worker in its neediest stage; nothing when no stage needs one
 * @param students of the student in each stage
 */
record RunMemory(MemoryNeed teacher, List<MemoryNeed> students) {

  static RunMemory of(RunSettings run, VlmConfig student, @Nullable VlmConfig teacher) {
    MemoryEstimate ofTeacher = new MemoryEstimate(run.teacher().precision().dtype().bytes());
    MemoryEstimate ofStudent = new MemoryEstimate(run.student().precision().dtype().bytes());
    long head =
        teacher == null || !run.needsTeacherHead() ? 0 : ofTeacher.headBytes(teacher.language());
    MemoryNeed neediest = MemoryNeed.NONE;
    List<MemoryNeed> students = new ArrayList<>();
    for (StageSettings stage : run.stages()) {
      students.add(ofStudent.student(student, stage, head));
      if (teacher != null && stage.needsTeacher()) {
        neediest = neediest.max(ofTeacher.teacher(teacher, stage));
      }
    }
    return new RunMemory(neediest, List.copyOf(students));
  }

  /** All workers in one process: those on its processors, which share the teacher's head. */
  MemoryNeed together(RunSettings run) {
    MemoryNeed all = MemoryNeed.NONE;
    boolean teacherHere = onHost(run.teacher().device());
    if (teacherHere) {
      all = all.plus(teacher.times(run.teacher().workers()));
    }
    if (onHost(run.student().device())) {
      MemoryNeed student = students.stream().reduce(MemoryNeed.NONE, MemoryNeed::max);
      all = all.plus(teacherHere ? student.withoutTeacherHead() : student);
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
        "this run, teacher and student in one process,",
        together(run),
        /* onHost= */ true,
        "take a machine with more, give them machines of their own (docent node), or set gradient-checkpointing = true or a smaller per-device-train-batch-size");
  }

  private static boolean onHost(DeviceSettings device) {
    return device.device().equals("cpu");
  }
}
