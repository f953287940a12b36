package org.docent.coordinator.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.docent.model.checkpoint.RunManifest;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StepId;
import org.junit.jupiter.api.Test;

class CursorTest {

  private static final Timeline TIMELINE = new Timeline(List.of(3, 4));

  @Test
  void aCheckpointAtAStagesEndLeadsIntoTheNextStage() {
    assertThat(cursor(0, 3, 3, TIMELINE)).isEqualTo(new Cursor(new StepId(1, 0), "c"));
    assertThat(cursor(1, 2, 5, TIMELINE)).isEqualTo(new Cursor(new StepId(1, 2), "c"));
    assertThat(cursor(1, 4, 7, TIMELINE)).isEqualTo(new Cursor(new StepId(2, 0), "c"));
  }

  @Test
  void refusesARunWhoseStagesHaveOtherLengths() {
    for (List<Integer> totals : List.of(List.of(4, 4), List.of(5), List.of(3, 1))) {
      assertThatThrownBy(() -> cursor(1, 2, 5, new Timeline(totals)))
          .isInstanceOf(DocentException.class);
    }
  }

  private static Cursor cursor(int stage, int next, int globalStep, Timeline timeline) {
    RunManifest manifest =
        RunManifest.of(new RunId("r"), new StepId(stage, next), "name", globalStep);
    return Cursor.of(manifest, timeline, "c");
  }
}
