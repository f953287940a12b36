package org.docent.coordinator.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.docent.protocol.id.StepId;
import org.junit.jupiter.api.Test;

class TimelineTest {

  private final Timeline timeline = new Timeline(List.of(3, 1, 4));

  @Test
  void theEndOfAStageIsTheBeginningOfTheNext() {
    assertThat(timeline.normalise(new StepId(0, 2))).isEqualTo(new StepId(0, 2));
    assertThat(timeline.normalise(new StepId(0, 3))).isEqualTo(new StepId(1, 0));
    assertThat(timeline.normalise(new StepId(2, 4))).isEqualTo(new StepId(3, 0));
    assertThat(timeline.normalise(timeline.end())).isEqualTo(new StepId(3, 0));
  }

  @Test
  void countsStepsOverStages() {
    assertThat(timeline.globalStep(new StepId(0, 0))).isZero();
    assertThat(timeline.globalStep(new StepId(0, 3))).isEqualTo(3);
    assertThat(timeline.globalStep(new StepId(1, 0))).isEqualTo(3);
    assertThat(timeline.globalStep(new StepId(2, 2))).isEqualTo(6);
    assertThat(timeline.globalStep(timeline.end())).isEqualTo(8);
    assertThat(timeline.stageEnds()).containsExactly(3, 4, 8);
  }

  @Test
  void findsTheStepOfAGlobalStep() {
    for (int done = 0; done <= 8; done++) {
      StepId next = timeline.nextAfter(done);
      assertThat(timeline.globalStep(next)).isEqualTo(done);
      assertThat(timeline.normalise(next)).isEqualTo(next);
    }
    assertThatThrownBy(() -> timeline.nextAfter(9))
        .hasMessage("global step is 9, must be from 0 to 8");
    assertThatThrownBy(() -> timeline.nextAfter(-1))
        .hasMessage("global step is -1, must be from 0 to 8");
  }

  @Test
  void refusesAStepThatIsNotOnTheLine() {
    assertThatThrownBy(() -> timeline.normalise(new StepId(0, 4)))
        .hasMessage("step 0/4 is not on a line of stages with [3, 1, 4] steps");
    assertThatThrownBy(() -> timeline.globalStep(new StepId(3, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
