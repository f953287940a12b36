package org.docent.model.memory;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;

class MemoryCheckTest {

  private static final long GIB = 1L << 30;
  private static final MemoryNeed NEED =
      new MemoryNeed(4 * GIB, 3 * GIB, 6 * GIB, GIB, GIB / 2, GIB / 4, 2 * GIB, 0);

  @Test
  void saysHowMuchIsNeededForWhatAndHowMuchThereIs() {
    assertThatThrownBy(() -> require(OptionalLong.of(8 * GIB)))
        .isInstanceOf(DocentException.class)
        .hasMessage(
            "the student needs about 16.8 GiB of memory (weights 4.0, gradients 3.0, optimizer 6.0, activations 1.0, teacher's head 0.5, losses 0.3, checkpoint 2.0), and 8.0 GiB are available on this machine: take a larger one");
  }

  @Test
  void triesWhatIsWithinATenthOfWhatThereIs() {
    long total = NEED.total();
    assertThatCode(() -> require(OptionalLong.of(total))).doesNotThrowAnyException();
    assertThatCode(() -> require(OptionalLong.of(total * 10 / 11 + 1))).doesNotThrowAnyException();
    assertThatThrownBy(() -> require(OptionalLong.of(total * 10 / 11 - 1)))
        .isInstanceOf(DocentException.class);
  }

  @Test
  void refusesNothingWhereNobodyKnows() {
    assertThatCode(() -> require(OptionalLong.empty())).doesNotThrowAnyException();
    MemoryNeed huge = NEED.times(1_000_000);
    assertThatCode(() -> MemoryCheck.require("it", huge, /* onHost= */ false, "no"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> MemoryCheck.require("it", huge, /* onHost= */ true, "no"))
        .hasMessageStartingWith("it needs about 16,750,000.0 GiB of memory (weights 4,000,000.0,");
  }

  private static void require(OptionalLong available) {
    MemoryCheck.require("the student", NEED, available, "take a larger one");
  }
}
