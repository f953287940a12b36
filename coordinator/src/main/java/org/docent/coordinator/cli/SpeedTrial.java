package org.docent.coordinator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.model.compute.DeviceThread;
import org.docent.model.distill.FrozenTeacher;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.model.storage.Disk;
import org.docent.model.storage.IoReason;
import org.docent.model.train.DistilledStudent;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.RunSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures real models on the first micro-batches of a stage: reading, forward pass and encoding of
 * the teacher, then the student's step on these signals. Nothing is saved. The first micro-batch is
 * done once before any is measured.
 */
final class SpeedTrial {

  private static final Logger log = LoggerFactory.getLogger(SpeedTrial.class);
  private static final double NANOS = 1e9;

  private final RunSettings run;
  private final int stage;
  private final BatchPlanner planner;
  private final List<MicroBatchPlan> parts;
  private final LongSupplier nanoClock;
  private final Map<MicroBatchPlan, Signal> signals = new LinkedHashMap<>();
  private @Nullable TeacherHead head;

  /**
   * @param microBatches how many to measure, as far as the stage has them
   * @param nanoClock a monotonic clock in nanoseconds
   */
  SpeedTrial(
      RunSettings run, int stage, BatchPlanner planner, int microBatches, LongSupplier nanoClock) {
    this.run = run;
    this.stage = stage;
    this.planner = planner;
    this.nanoClock = nanoClock;
    List<MicroBatchPlan> first = new ArrayList<>();
    for (int step = 0; step < planner.totalSteps() && first.size() < microBatches; step++) {
      planner.plan(step).parts().stream().limit(microBatches - first.size()).forEach(first::add);
    }
    this.parts = List.copyOf(first);
  }

  /** Micro-batches that are measured. */
  int microBatches() {
    return parts.size();
  }

  /** Samples a second of one teacher. */
  double teacher() {
    return on("plan-teacher", run.teacher().device(), this::measureTeacher);
  }

  /**
   * Samples a second of one student; {@link #teacher} comes before.
   *
   * @param alone the run as that student sees it
   */
  double student(RunSettings alone) {
    return on("plan-student", alone.student().device(), thread -> measureStudent(alone, thread));
  }

  private double measureTeacher(DeviceThread thread) {
    try (FrozenTeacher teacher = FrozenTeacher.open(run, thread.manager())) {
      head = teacher.head();
      teacher.compute(parts.get(0));
      long begin = nanoClock.getAsLong();
      for (MicroBatchPlan part : parts) {
        signals.put(part, teacher.compute(part));
      }
      return samples(parts) / seconds(begin);
    }
  }

  /** In a folder of its own: a student claims the folder it begins in, which a run may be using. */
  private double measureStudent(RunSettings alone, DeviceThread thread) {
    Path folder = temporaryFolder();
    try {
      return measureStudent(alone, folder, thread);
    } finally {
      remove(folder);
    }
  }

  private double measureStudent(RunSettings alone, Path folder, DeviceThread thread) {
    try (DistilledStudent student = DistilledStudent.open(alone, folder, thread.manager())) {
      if (head != null) {
        student.teacherHead(head);
      }
      student.beginStage(new StageStart(stage, 0, planner.totalSteps(), 0), null);
      step(student, parts.subList(0, 1));
      long begin = nanoClock.getAsLong();
      accumulate(student, parts);
      double perSample = seconds(begin) / samples(parts);
      begin = nanoClock.getAsLong();
      student.finishStep(parts.get(0).id().stepId());
      int globalBatch = run.stage(stage).batch().globalBatch();
      return globalBatch / (globalBatch * perSample + seconds(begin));
    }
  }

  private void step(DistilledStudent student, List<MicroBatchPlan> some) {
    accumulate(student, some);
    student.finishStep(some.get(0).id().stepId());
  }

  private void accumulate(DistilledStudent student, List<MicroBatchPlan> some) {
    for (MicroBatchPlan part : some) {
      student.accumulate(part, samples(some), signals.get(part));
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("docent-plan-");
    } catch (IOException e) {
      throw DocentException.stop(
          "no temporary folder can be made (%s); make room there or set java.io.tmpdir"
              .formatted(IoReason.of(e)),
          e);
    }
  }

  private static void remove(Path folder) {
    try {
      Disk.deleteTree(folder);
    } catch (IOException e) {
      log.warn("{} could not be removed: {}", folder, IoReason.of(e));
    }
  }

  private double seconds(long begin) {
    return (nanoClock.getAsLong() - begin) / NANOS;
  }

  private static int samples(List<MicroBatchPlan> some) {
    return some.stream().mapToInt(part -> part.samples().size()).sum();
  }

  private interface Measurement {
    double on(DeviceThread thread);
  }

  private static double on(String name, DeviceSettings device, Measurement measurement) {
    try (DeviceThread thread = DeviceThread.start(name, device.device(), device.threads())) {
      return thread.submit(() -> measurement.on(thread)).join();
    }
  }
}
