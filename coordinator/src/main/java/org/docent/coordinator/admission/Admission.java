package org.docent.coordinator.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.AdmissionSettings;
import org.docent.protocol.teacher.CanaryScore;
import org.docent.protocol.teacher.TeacherCredentials;
import org.docent.protocol.teacher.TeacherFacts;
import org.jspecify.annotations.Nullable;

/**
 * Admits the teachers of one run. Facts must be those of the run, which are what the coordinator
 * knows of them and, for the rest, those of the first teacher admitted. What a teacher makes of the
 * canary must be near what the first made of it; all that are admitted are near to one, so it is
 * enough to know that one's.
 */
public final class Admission {

  private final AdmissionSettings settings;
  private @Nullable TeacherFacts run;
  private @Nullable TeacherId measure;
  private @Nullable CanaryScore measured;
  private boolean anyAdmitted;

  /**
   * An admission that has seen nobody.
   *
   * @param known what the coordinator knows of the run's teacher, null for nothing
   */
  public Admission(AdmissionSettings settings, @Nullable TeacherFacts known) {
    this.settings = settings;
    this.run = known;
  }

  /** Decides about a teacher; one that is admitted may become the measure of others. */
  public Verdict judge(TeacherId teacher, TeacherCredentials shown) {
    List<String> differences = differences(shown.facts());
    if (!differences.isEmpty()) {
      return new Verdict.Refused(
          "teacher %s is not the run's teacher: %s; start it with the same model files and the same Docent"
              .formatted(teacher, String.join(", ", differences)));
    }
    if (!shown.canary().isFinite()) {
      return new Verdict.Refused(
          "teacher %s makes hidden states of the canary that are not finite: look at its device, its model files and teacher.dtype"
              .formatted(teacher));
    }
    double deviation = measured == null ? 0 : shown.canary().deviation(measured);
    if (deviation > settings.tolerance()) {
      return new Verdict.Refused(disagreement(teacher, shown.canary(), deviation));
    }
    return admit(teacher, shown, deviation);
  }

  /** Whether any teacher was admitted so far. */
  public boolean anyAdmitted() {
    return anyAdmitted;
  }

  /** What that teacher computed is no measure for others: the next admitted one's is. */
  public void distrust(TeacherId teacher) {
    if (teacher.equals(measure)) {
      measure = null;
      measured = null;
    }
  }

  /** An admitted teacher says again what it computed, which fills the place of a measure lost. */
  public void seen(TeacherId teacher, TeacherCredentials shown) {
    if (measure == null) {
      measure = teacher;
      measured = shown.canary();
    }
  }

  private Verdict admit(TeacherId teacher, TeacherCredentials shown, double deviation) {
    TeacherId before = measure;
    String warning = warning(teacher, shown.facts());
    run = run == null ? shown.facts() : run.completedBy(shown.facts());
    anyAdmitted = true;
    seen(teacher, shown);
    return new Verdict.Admitted(before, deviation, warning);
  }

  private List<String> differences(TeacherFacts facts) {
    if (run == null) {
      return List.of();
    }
    List<String> differences = new ArrayList<>(facts.differences(run));
    if (settings.bitExact() && facts.hasOtherPrecision(run)) {
      differences.add(
          "its weights are %s and the run's %s, which teacher.bit-exact forbids"
              .formatted(facts.precision(), run.precision()));
    }
    return differences;
  }

  private @Nullable String warning(TeacherId teacher, TeacherFacts facts) {
    return run != null && facts.hasOtherPrecision(run)
        ? "teacher %s has weights in %s, the run's first in %s: who computes a signal shows in its last digits; teacher.bit-exact = true would refuse it"
            .formatted(teacher, facts.precision(), run.precision())
        : null;
  }

  private String disagreement(TeacherId teacher, CanaryScore canary, double deviation) {
    if (measured != null && canary.rows() != measured.rows()) {
      return "teacher %s makes %d rows of the canary, teacher %s makes %d: one of the two does not have the run's data"
          .formatted(teacher, canary.rows(), measure, measured.rows());
    }
    return "teacher %s makes something else of the canary than teacher %s: up to %s of a hidden state apart, %s; one of the two is broken or computes in another way, look at devices, drivers and images"
        .formatted(teacher, measure, percent(deviation), allowed());
  }

  private String allowed() {
    return settings.bitExact()
        ? "teacher.bit-exact allows nothing"
        : "teacher.canary-tolerance allows " + percent(settings.canaryTolerance());
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.3g %%", 100 * part);
  }
}
