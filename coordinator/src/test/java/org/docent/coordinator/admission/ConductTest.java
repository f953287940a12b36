package org.docent.coordinator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.docent.protocol.id.TeacherId;
import org.junit.jupiter.api.Test;

class ConductTest {

  private static final TeacherId A = new TeacherId("a");
  private static final TeacherId B = new TeacherId("b");

  private final Conduct conduct = new Conduct(3);

  @Test
  void threeStrikesOfAnyKindQuarantineATeacherOnce() {
    assertThat(conduct.badSignal(A, "not finite")).isFalse();
    assertThat(conduct.lateLease(A, "late")).isFalse();
    assertThat(conduct.badSignal(B, "not finite")).isFalse();
    assertThat(conduct.badSignal(A, "not finite")).isTrue();
    assertThat(conduct.badSignal(A, "again")).isFalse();

    assertThat(conduct.isQuarantined(A)).isTrue();
    assertThat(conduct.reasons(A)).containsExactly("late", "not finite");
    assertThat(conduct.quarantined()).containsExactly(A);
    assertThat(conduct.isQuarantined(B)).isFalse();
  }

  @Test
  void oneAppliedSignalTakesBackAllLatenessButNoBadSignal() {
    conduct.badSignal(A, "not finite");
    conduct.lateLease(A, "late");

    conduct.applied(A, 1);

    assertThat(conduct.reasons(A)).containsExactly("not finite");
    assertThat(conduct.lateLease(A, "late")).isFalse();
    assertThat(conduct.lateLease(A, "late")).isTrue();
  }

  @Test
  void sixteenAppliedSignalsTakeBackABadOne() {
    conduct.badSignal(A, "first");
    conduct.badSignal(A, "second");

    conduct.applied(A, Conduct.GOOD_SIGNALS - 1);
    assertThat(conduct.reasons(A)).containsExactly("first", "second");
    conduct.applied(A, 1);

    assertThat(conduct.reasons(A)).containsExactly("second");
    assertThat(conduct.badSignal(A, "third")).isFalse();
    assertThat(conduct.badSignal(A, "fourth")).isTrue();
  }

  @Test
  void goodWorkIsNotSavedUpForLater() {
    conduct.applied(A, 10_000);

    conduct.badSignal(A, "first");
    conduct.badSignal(A, "second");

    assertThat(conduct.badSignal(A, "third")).isTrue();
  }

  @Test
  void oneBadSignalInAThousandIsForgivenForEverAndOneInTenIsNot() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(conduct.badSignal(A, "flipped")).isFalse();
      conduct.applied(A, 1_000);
    }
    int signals = 0;
    while (!conduct.badSignal(B, "flipped")) {
      conduct.applied(B, 9);
      signals += 10;
    }
    assertThat(signals).isLessThan(100);
  }

  @Test
  void trustedIsWhoseSignalsWereAppliedAndAgainstWhomNothingStands() {
    assertThat(conduct.isTrusted(A)).isFalse();
    conduct.applied(A, 1);
    assertThat(conduct.isTrusted(A)).isTrue();
    conduct.badSignal(A, "not finite");
    assertThat(conduct.isTrusted(A)).isFalse();
  }

  @Test
  void nothingTakesAQuarantineBack() {
    for (int i = 0; i < 3; i++) {
      conduct.badSignal(A, "not finite");
    }
    conduct.applied(A, 1_000);

    assertThat(conduct.isQuarantined(A)).isTrue();
    assertThat(conduct.isTrusted(A)).isFalse();
    assertThat(conduct.reasons(A)).containsExactly("not finite");
  }
}
