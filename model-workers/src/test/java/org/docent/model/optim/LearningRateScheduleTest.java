package org.docent.model.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.docent.model.golden.GoldenCase;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.ScheduleSettings;
import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {

  @Test
  void everyRateEqualsThatOfHuggingFacesSchedulers() throws Exception {
    JsonNode table = GoldenCase.json("schedules");
    for (String type : List.of("cosine", "linear", "constant_with_warmup")) {
      for (int[] shape : new int[][] {{0, 10}, {3, 10}, {10, 40}}) {
        JsonNode rates = table.get(type + " " + shape[0] + " " + shape[1]);
        LearningRateSchedule schedule =
            LearningRateSchedule.of(new ScheduleSettings(type, 0, shape[0], 1, -1), 2e-3, shape[1]);
        for (int k = 0; k < rates.size(); k++) {
          assertThat(schedule.at(k))
              .as("%s %s at %d", type, shape[0], k)
              .isCloseTo(rates.get(k).asDouble(), within(1e-12));
        }
      }
    }
  }

  @Test
  void theFirstStepOfAWarmupUsesARateOfZero() {
    LearningRateSchedule schedule =
        LearningRateSchedule.of(new ScheduleSettings("cosine", 0.03, 0, 1, -1), 1e-3, 100);
    assertThat(schedule.warmupSteps()).isEqualTo(3);
    assertThat(schedule.at(0)).isZero();
    assertThat(schedule.at(3)).isEqualTo(1e-3);
  }

  @Test
  void constantWithoutWarmupNeverChanges() {
    LearningRateSchedule schedule =
        LearningRateSchedule.of(new ScheduleSettings("constant", 0, 0, 1, -1), 2e-3, 10);
    assertThat(schedule.at(0)).isEqualTo(schedule.at(25)).isEqualTo(2e-3);
  }

  @Test
  void anUnknownTypeIsRefusedByName() {
    assertThatThrownBy(
            () -> LearningRateSchedule.of(new ScheduleSettings("polynomial", 0, 0, 1, -1), 1, 10))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("polynomial")
        .hasMessageContaining("cosine, linear, constant");
  }
}
