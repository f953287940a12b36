package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;

/** What must be true of everything that a simulated coordinator tells. */
final class SimulationInvariants implements RunObserver {

  private final Predicate<TeacherId> isBad;
  private final int allowed;
  private final Set<TeacherId> quarantined = new HashSet<>();
  private final Map<TeacherId, Integer> strikes = new HashMap<>();
  private final Map<StudentId, Integer> stagesBegun = new HashMap<>();
  private int badOnesQuarantined;

  /**
   * Invariants of a run.
   *
   * @param isBad whether a teacher makes signals that no student can use
   * @param allowed strikes at which a teacher is quarantined
   */
  SimulationInvariants(Predicate<TeacherId> isBad, int allowed) {
    this.isBad = isBad;
    this.allowed = allowed;
  }

  /** Another coordinator is there, which knows of no strike. */
  void forgetStrikes() {
    quarantined.clear();
    strikes.clear();
  }

  boolean isQuarantined(TeacherId teacher) {
    return quarantined.contains(teacher);
  }

  /** Bad teachers that were quarantined, by all coordinators together. */
  int badOnesQuarantined() {
    return badOnesQuarantined;
  }

  @Override
  public void stageBegun(
      StudentId student, String stageName, int totalSteps, StepId next, int globalStep) {
    assertThat(next.stage())
        .as("stageNeverGoesBack")
        .isGreaterThanOrEqualTo(stagesBegun.getOrDefault(student, 0));
    stagesBegun.put(student, next.stage());
  }

  @Override
  public void leaseRevoked(MicroBatchId id, TeacherId teacher, LeaseEpoch epoch, String reason) {
    if (reason.equals(RunSimulation.BAD)) {
      assertThat(strikes.merge(teacher, 1, Integer::sum))
          .as("badTeachersEndQuarantined: strikes of %s", teacher)
          .isLessThanOrEqualTo(allowed);
    }
  }

  @Override
  public void teacherQuarantined(TeacherId teacher, List<String> reasons) {
    assertThat(quarantined.add(teacher)).as("quarantinedOnce: %s", teacher).isTrue();
    badOnesQuarantined += isBad.test(teacher) ? 1 : 0;
  }
}
