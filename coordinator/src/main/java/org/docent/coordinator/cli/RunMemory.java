package org.docent.coordinator.cli;

import org.docent.model.memory.MemoryCheck;
import org.docent.model.memory.MemoryEstimate;
import org.docent.model.memory.MemoryNeed;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of a run take, each in its neediest stage.
 *
 * @param teacher of one teacher worker; nothing when no stage needs one
 */
record RunMemory(MemoryNeed teacher, MemoryNeed student) {

  private static final MemoryEstimate ESTIMATE = new MemoryEstimate(Float.BYTES);

  static RunMemory of(RunSettings run, VlmConfig student, @Nullable VlmConfig teacher) {
    MemoryNeed ofTeacher = MemoryNeed.NONE;
    MemoryNeed ofStudent = MemoryNeed.NONE;
    for (StageSettings stage : run.stages()) {
      ofStudent = ofStudent.max(student(student, stage, teacher));
      if (teacher != null && stage.needsTeacher()) {
        ofTeacher = ofTeacher.max(ESTIMATE.teacher(teacher, stage));
      }
    }
    return new RunMemory(ofTeacher, ofStudent);
  }

  static MemoryNeed student(VlmConfig student, StageSettings stage, @Nullable VlmConfig teacher) {
    return ESTIMATE.student(student, stage, teacher == null ? null : teacher.language());
  }

  /** All workers in one process: those on its processors, which share the teacher's head. */
  MemoryNeed together(RunSettings run) {
    MemoryNeed all = MemoryNeed.NONE;
    boolean teacherHere = onHost(run.teacher().device());
    if (teacherHere) {
      all = all.plus(teacher.times(run.teacher().workers()));
    }
    if (onHost(run.student().device())) {
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
