package org.docent.coordinator.simulation;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.docent.coordinator.run.AppliedStep;
import org.docent.coordinator.stage.RunState;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.control.TeacherProtocol.Assign;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of a run whatever happens to it. Each is a method of that name, which ends the
 * simulation with a {@link BrokenInvariant} when it is not.
 */
final class Invariants {

  private final SimulatedPlan plan;
  private final SimulatedDisk disk;
  private final int strikes;

  Invariants(SimulatedPlan plan, SimulatedDisk disk, int strikes) {
    this.plan = plan;
    this.disk = disk;
    this.strikes = strikes;
  }

  /** The weights have been moved by what the plan begins with: each once, in order, and no more. */
  void everyMicroBatchIsAppliedExactlyOnce(StudentId student, List<MicroBatchId> weights) {
    boolean exact =
        weights.size() <= plan.microBatches().size()
            && plan.microBatches().subList(0, weights.size()).equals(weights);
    require(exact, "everyMicroBatchIsAppliedExactlyOnce", student, "applied", weights);
  }

  /** The n-th micro-batch that moves the weights is the n-th of the plan. */
  void microBatchesAreAppliedInPlannedOrder(StudentId student, int place, MicroBatchId id) {
    boolean planned =
        place < plan.microBatches().size() && plan.microBatches().get(place).equals(id);
    require(
        planned,
        "microBatchesAreAppliedInPlannedOrder",
        student,
        "applies",
        id,
        "as number",
        place);
  }

  /** A student that is done has applied the whole plan. */
  void everyModelHasAllOfThePlan(StudentId student, List<MicroBatchId> model) {
    require(
        model.size() == plan.microBatches().size(),
        "everyModelHasAllOfThePlan",
        student,
        "ends with",
        model.size(),
        "of",
        plan.microBatches().size(),
        "micro-batches");
  }

  /** A coordinator never takes a student back to a stage that it has left. */
  void stageNeverGoesBack(StudentId student, int before, int stage) {
    require(stage >= before, "stageNeverGoesBack", student, "in", stage, "after", before);
  }

  /** Whoever gets a lease is told how long it lasts. */
  void noLeaseWithoutADeadline(Assign assign) {
    boolean some = !assign.lease().isNegative() && !assign.lease().isZero();
    require(some, "noLeaseWithoutADeadline", assign);
  }

  /**
   * By the coordinator's own clock a lease that nobody answered is withdrawn when its time is over.
   */
  void noLeaseOutlivesItsDeadline(Duration age, Duration lease, MicroBatchId id) {
    require(age.compareTo(lease) < 0, "noLeaseOutlivesItsDeadline", id, "is leased for", age);
  }

  /** No coordinator gives two leases under one epoch. */
  void epochsNeverRepeat(boolean fresh, Assign assign) {
    require(fresh, "epochsNeverRepeat", assign);
  }

  /** Students are told of signals only under epochs that were not withdrawn. */
  void nothingIsTakenUnderAWithdrawnEpoch(boolean withdrawn, SignalAvailable signal) {
    require(!withdrawn, "nothingIsTakenUnderAWithdrawnEpoch", signal);
  }

  /** No more micro-batches are open than may be; where fewer may be than were, none is added. */
  void windowIsNeverExceeded(int before, int open, int bound) {
    require(
        open <= Math.max(before, bound),
        "windowIsNeverExceeded",
        open,
        "are open after",
        before,
        bound,
        "may be");
  }

  /** Observers hear of the end of a step once, unless its student went back to take it again. */
  void everyStepIsReportedOnce(boolean first, AppliedStep step) {
    require(first, "everyStepIsReportedOnce", step.student(), "reports", step.step(), "again");
  }

  /** Nobody writes a checkpoint but the process that began last under the student's name. */
  void noCommitByAFencedStudent(boolean fenced, SimulatedStudent writer, String directory) {
    require(!fenced, "noCommitByAFencedStudent", writer, "writes", directory);
  }

  /** A student that begins anew is sent to a checkpoint that is there. */
  void whoHasNoWeightsIsSentToWhatIsCommitted(StudentId student, @Nullable String checkpoint) {
    require(
        checkpoint == null || disk.at(student, checkpoint) != null,
        "whoHasNoWeightsIsSentToWhatIsCommitted",
        student,
        "is sent to",
        checkpoint);
  }

  /** A teacher that is quarantined gets no lease. */
  void noWorkForTheQuarantined(boolean quarantined, TeacherId teacher, Assign assign) {
    require(!quarantined, "noWorkForTheQuarantined", teacher, "gets", assign);
  }

  /** No teacher makes more bad signals than it takes to be quarantined. */
  void badTeachersEndQuarantined(TeacherId teacher, int bad) {
    require(bad <= strikes, "badTeachersEndQuarantined", teacher, "made", bad, "bad signals");
  }

  /** A coordinator quarantines a teacher once. */
  void quarantinedOnce(boolean first, TeacherId teacher) {
    require(first, "quarantinedOnce", teacher);
  }

  /** A run fails only where nobody is left to teach or nothing can be written. */
  void noRunFailsForNothing(List<RunState> states) {
    for (RunState state : states) {
      boolean reason =
          !(state instanceof RunState.Failed failed)
              || failed.message().contains("no teacher is left: ")
              || failed.message().contains(SimulatedStudent.NO_SPACE);
      require(reason, "noRunFailsForNothing", state);
    }
  }

  /** When all is calm a run comes to its end. */
  void everyRunEnds(boolean ended, Object state) {
    require(ended, "everyRunEnds", "it is still", state);
  }

  /**
   * Ends the simulation unless something holds.
   *
   * @param said what happened, word by word
   */
  private static void require(boolean holds, String name, @Nullable Object... said) {
    if (!holds) {
      throw new BrokenInvariant(
          name, Arrays.stream(said).map(String::valueOf).collect(Collectors.joining(" ")));
    }
  }
}
