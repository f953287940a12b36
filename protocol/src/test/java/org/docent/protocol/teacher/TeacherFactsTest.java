package org.docent.protocol.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import org.docent.protocol.settings.Dtype;
import org.docent.protocol.teacher.TeacherFacts.HeldAs;
import org.docent.protocol.teacher.TeacherFacts.Preprocessing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TeacherFactsTest {

  private static final Preprocessing PICTURES = new Preprocessing(384, "patch", 26, 728);
  private static final HeldAs FLOAT32 = new HeldAs(Dtype.FLOAT32, Dtype.FLOAT32);
  private static final HeldAs BF16 = new HeldAs(Dtype.BF16, Dtype.FLOAT32);

  @Test
  void namesEachThingThatDiffers() {
    TeacherFacts other =
        new TeacherFacts(
            "11", "22", new Preprocessing(336, "cls_patch", 27, 576), "c", "0.2.0", FLOAT32);

    assertThat(other.differences(facts("aa", FLOAT32)))
        .containsExactly(
            "its weights are 11 and the run's aa",
            "its tokenizer.json is 22 and the run's bb",
            "its image size is 336 and the run's 384",
            "its vision-feature-select-strategy is cls_patch and the run's patch",
            "its vision feature layer is 27 and the run's 26",
            "its number of visual tokens is 576 and the run's 728",
            "its signal encodings are c and the run's of version 3",
            "its Docent is 0.2.0 and the run's 0.1.0");
  }

  @Test
  void whatIsNotKnownAgreesWithEverythingUntilSomebodySaysIt() {
    TeacherFacts known = facts(null, null);
    TeacherFacts first = facts("aa", BF16);

    assertThat(first.differences(known)).isEmpty();
    assertThat(known.completedBy(first)).isEqualTo(first);
    assertThat(first.completedBy(facts("bb", FLOAT32))).isEqualTo(first);
    assertThat(first.hasOtherPrecision(known)).isFalse();
  }

  @Test
  void otherTypesAreNoDifferenceButAreSeen() {
    assertThat(facts("aa", BF16).differences(facts("aa", FLOAT32))).isEmpty();
    assertThat(facts("aa", BF16).hasOtherPrecision(facts("aa", FLOAT32))).isTrue();
    assertThat(BF16).hasToString("bf16 multiplied in float32");
  }

  private static TeacherFacts facts(@Nullable String weights, @Nullable HeldAs precision) {
    return new TeacherFacts(weights, "bb", PICTURES, "of version 3", "0.1.0", precision);
  }
}
