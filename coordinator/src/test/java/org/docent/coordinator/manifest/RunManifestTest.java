package org.docent.coordinator.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StepId;
import org.junit.jupiter.api.Test;

class RunManifestTest {

  private static final String TEXT =
      """
      {"format": 1, "run": "r", "stage": 1, "stage_name": "sft", "next_step": 2, "global_step": 5}
      """;

  @Test
  void readsTheDocumentedText() {
    assertThat(RunManifest.parse(TEXT, "f"))
        .isEqualTo(new RunManifest(new RunId("r"), new StepId(1, 2), "sft", 5));
  }

  @Test
  void readsWhatItWrites() {
    RunManifest manifest = new RunManifest(new RunId("a \"run\""), new StepId(0, 0), "dpt", 0);

    assertThat(RunManifest.parse(manifest.toJson(), "f")).isEqualTo(manifest);
  }

  @Test
  void namesTheKeyThatIsWrong() {
    assertThatThrownBy(() -> RunManifest.parse(TEXT.replace("\"stage\": 1", "\"stage\": -1"), "f"))
        .isInstanceOf(DocentException.class)
        .hasMessage("f: stage is -1, must be a whole number of at least 0; use another checkpoint");
    assertThatThrownBy(() -> RunManifest.parse(TEXT.replace("\"run\"", "\"runs\""), "f"))
        .hasMessage("f: run is missing, must be a text that is not blank; use another checkpoint");
    assertThatThrownBy(() -> RunManifest.parse(TEXT.replace("\"format\": 1", "\"format\": 2"), "f"))
        .hasMessage("f has format 2, this version reads format 1 only");
    assertThatThrownBy(() -> RunManifest.parse(TEXT.substring(0, 20), "f"))
        .isInstanceOf(DocentException.class)
        .hasMessageStartingWith("f is not JSON (");
  }

  @Test
  void findsItsPlaceOnTheTimeline() {
    RunManifest stageEnd = new RunManifest(new RunId("r"), new StepId(0, 3), "dpt", 3);

    assertThat(stageEnd.cursorOn(new Timeline(List.of(3, 4)), "f")).isEqualTo(new StepId(1, 0));
    assertThat(RunManifest.parse(TEXT, "f").cursorOn(new Timeline(List.of(3, 4)), "f"))
        .isEqualTo(new StepId(1, 2));
  }

  @Test
  void refusesARunWhoseStagesHaveOtherLengths() {
    assertThatThrownBy(
            () -> RunManifest.parse(TEXT, "f").cursorOn(new Timeline(List.of(4, 4)), "f"))
        .isInstanceOf(DocentException.class)
        .hasMessage(
            "f says 5 steps are done and stage 1 goes on with step 2, but the stages now have"
                + " [4, 4] steps; resume with the configuration and data the run began with");
    assertThatThrownBy(() -> RunManifest.parse(TEXT, "f").cursorOn(new Timeline(List.of(5)), "f"))
        .isInstanceOf(DocentException.class);
  }
}
