package org.docent.coordinator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.admission.Verdict.Admitted;
import org.docent.coordinator.admission.Verdict.Refused;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.AdmissionSettings;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.teacher.CanaryScore;
import org.docent.protocol.teacher.TeacherCredentials;
import org.docent.protocol.teacher.TeacherFacts;
import org.docent.protocol.teacher.TeacherFacts.HeldAs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static final TeacherId A = new TeacherId("a");
  private static final TeacherId B = new TeacherId("b");
  private static final TeacherId C = new TeacherId("c");
  private static final double FLOAT_TOLERANCE = 1e-6;

  private final Admission admission = new Admission(new AdmissionSettings(0.1, false), null);
  private final Admission exact = new Admission(new AdmissionSettings(0.1, true), null);

  @Test
  void theFirstIsTakenAsItIsAndMeasuresTheOthers() {
    assertThat(admission.judge(A, TestRuns.credentials("w", 10)))
        .isEqualTo(new Admitted(null, 0, null));
    assertThat(admission.judge(B, TestRuns.credentials("w", 10.5f)))
        .isInstanceOfSatisfying(
            Admitted.class,
            how -> {
              assertThat(how.comparedWith()).isEqualTo(A);
              assertThat(how.deviation()).isCloseTo(0.5 / 10.5, within(FLOAT_TOLERANCE));
            });
    assertThat(admission.judge(C, TestRuns.credentials("w", 11.5f)))
        .isEqualTo(
            new Refused(
                "teacher c makes something else of the canary than teacher a: up to 13.0 % of a"
                    + " hidden state apart, teacher.canary-tolerance allows 10.0 %; one of the two"
                    + " is broken or computes in another way, look at devices, drivers and images"));
  }

  @Test
  void whatIsNotFiniteIsNeverTaken() {
    assertThat(admission.judge(A, TestRuns.credentials("w", Float.NaN)))
        .isEqualTo(
            new Refused(
                "teacher a makes hidden states of the canary that are not finite: look at its"
                    + " device, its model files and teacher.dtype"));
    assertThat(admission.anyAdmitted()).isFalse();
    assertThat(admission.judge(B, TestRuns.credentials("other weights", 1)))
        .isEqualTo(new Admitted(null, 0, null));
    assertThat(admission.anyAdmitted()).isTrue();
  }

  @Test
  void otherFactsAreRefusedAndEachIsNamed() {
    admission.judge(A, TestRuns.credentials("w", 1));

    assertThat(admission.judge(B, with("v", "other tokens", null)))
        .isEqualTo(
            new Refused(
                "teacher b is not the run's teacher: its weights are v and the run's w, its"
                    + " tokenizer.json is other tokens and the run's tokens; start it with the same"
                    + " model files and the same Docent"));
  }

  @Test
  void whatTheCoordinatorKnowsRulesFromTheFirstOn() {
    TeacherFacts known = with("w", "tokens", null).facts();
    Admission ruled = new Admission(new AdmissionSettings(0.1, false), known);

    assertThat(ruled.judge(A, TestRuns.credentials("v", 1))).isInstanceOf(Refused.class);
    assertThat(ruled.judge(B, TestRuns.credentials("w", 1))).isInstanceOf(Admitted.class);
  }

  @Test
  void otherTypesAreAWarningUnlessBitsMustBeTheSame() {
    TeacherCredentials bf16 = with("w", "tokens", new HeldAs(Dtype.BF16, Dtype.FLOAT32));
    admission.judge(A, TestRuns.credentials("w", 1));
    exact.judge(A, TestRuns.credentials("w", 1));

    assertThat(admission.judge(B, bf16))
        .isEqualTo(
            new Admitted(
                A,
                0,
                "teacher b has weights in bf16 multiplied in float32, the run's first in float32"
                    + " multiplied in float32: who computes a signal shows in its last digits;"
                    + " teacher.bit-exact = true would refuse it"));
    assertThat(exact.judge(B, bf16))
        .isInstanceOfSatisfying(
            Refused.class,
            no ->
                assertThat(no.reason())
                    .contains(
                        "its weights are bf16 multiplied in float32 and the run's float32"
                            + " multiplied in float32, which teacher.bit-exact forbids"));
  }

  @Test
  void bitExactTakesTheSameBitsOnly() {
    exact.judge(A, TestRuns.credentials("w", 1));

    assertThat(exact.judge(B, TestRuns.credentials("w", 1))).isEqualTo(new Admitted(A, 0, null));
    assertThat(exact.judge(C, TestRuns.credentials("w", Math.nextUp(1f))))
        .isInstanceOfSatisfying(
            Refused.class,
            no -> assertThat(no.reason()).contains("teacher.bit-exact allows nothing"));
  }

  @Test
  void otherRowsAreSaidAsSuch() {
    admission.judge(A, TestRuns.credentials("w", 1));
    TeacherCredentials none =
        new TeacherCredentials(TestRuns.credentials("w", 1).facts(), new CanaryScore(List.of()));

    assertThat(admission.judge(B, none))
        .isEqualTo(
            new Refused(
                "teacher b makes 0 rows of the canary, teacher a makes 1: one of the two does not"
                    + " have the run's data"));
  }

  @Test
  void aMeasureThatIsDistrustedGivesItsPlaceToAnotherOfTheAdmitted() {
    admission.judge(A, TestRuns.credentials("w", 10));
    admission.judge(B, TestRuns.credentials("w", 10.9f));
    admission.distrust(B);
    assertThat(admission.judge(C, TestRuns.credentials("w", 11.5f))).isInstanceOf(Refused.class);

    admission.distrust(A);
    admission.seen(B, TestRuns.credentials("w", 10.9f));

    assertThat(admission.judge(C, TestRuns.credentials("w", 11.5f)))
        .isInstanceOfSatisfying(Admitted.class, how -> assertThat(how.comparedWith()).isEqualTo(B));
  }

  private static TeacherCredentials with(
      String weights, String tokenizer, @Nullable HeldAs precision) {
    TeacherCredentials usual = TestRuns.credentials(weights, 1);
    TeacherFacts facts = usual.facts();
    return new TeacherCredentials(
        new TeacherFacts(
            weights,
            tokenizer,
            facts.preprocessing(),
            facts.codecs(),
            facts.code(),
            precision == null ? facts.precision() : precision),
        new CanaryScore(new ArrayList<>(usual.canary().values())));
  }
}
