package org.docent.coordinator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.docent.coordinator.run.AppliedStep;
import org.docent.coordinator.run.RunObserver;

/** When each step of a student was done, and what it waited for its teachers. */
final class StepClock implements RunObserver {

  private static final double GIGA = 1e9;

  private record Mark(long nanos, int samples, long computeMillis, long waitMillis) {}

  private final LongSupplier nanos;
  private final List<Mark> marks = new ArrayList<>();

  StepClock(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public synchronized void stepDone(AppliedStep step) {
    marks.add(
        new Mark(
            nanos.getAsLong(),
            step.report().samples(),
            step.report().computeMillis(),
            step.report().teacherWaitMillis()));
  }

  /** Samples a second from the end of one step to the end of the last. */
  synchronized double samplesPerSecond(int fromStep) {
    long samples = counted(fromStep).stream().mapToLong(Mark::samples).sum();
    long took = marks.get(marks.size() - 1).nanos - marks.get(fromStep).nanos;
    return samples * GIGA / took;
  }

  /** The share of its time that the student waited in those steps. */
  synchronized double waitShare(int fromStep) {
    double waited = counted(fromStep).stream().mapToLong(Mark::waitMillis).sum();
    double computed = counted(fromStep).stream().mapToLong(Mark::computeMillis).sum();
    return waited / (waited + computed);
  }

  private List<Mark> counted(int fromStep) {
    return marks.subList(fromStep + 1, marks.size());
  }
}
