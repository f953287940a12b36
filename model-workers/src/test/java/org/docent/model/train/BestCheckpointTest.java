package org.docent.model.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.docent.protocol.plan.HeldOut;
import org.docent.protocol.plan.StepReport;
import org.docent.protocol.settings.BestModelSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BestCheckpointTest {

  private static final BestModelSettings LEAST_LOSS = new BestModelSettings("loss", false);
  private static final BestModelSettings GREATEST = new BestModelSettings("accuracy", true);

  private final Path run;

  BestCheckpointTest(@TempDir Path run) {
    this.run = run;
  }

  @Test
  void itsNumberIsTheMeanOverTheStepsSinceTheCheckpointBefore() {
    RecentMetrics recent = new RecentMetrics();
    assertThat(recent.numbers()).isEmpty();
    recent.add(1, report(7, null));
    recent.add(2, report(1, null));
    recent.add(3, report(Double.NaN, "the loss is NaN"));
    recent.add(4, report(2, null));
    recent.committed(1);

    assertThat(recent.numbers()).containsEntry("loss", 1.5).containsEntry("rel", 0.5).hasSize(5);
  }

  @Test
  void ofEvaluationsTheLastSinceTheCheckpointBeforeCounts() {
    RecentMetrics recent = new RecentMetrics();
    recent.add(1, report(1, null).evaluated(new HeldOut(9, 0.25, 4)));
    recent.add(2, report(1, null).evaluated(new HeldOut(7, 0.5, 4)));
    recent.add(3, report(1, null));
    recent.committed(1);
    assertThat(recent.numbers())
        .containsEntry("eval_loss", 7.0)
        .containsEntry("eval_exact_match", 0.5);
    recent.committed(2);
    assertThat(recent.numbers()).containsEntry("loss", 1.0).doesNotContainKey("eval_loss");
  }

  /** 0.1 + 0.2 + 0.3 is another number than 0.1 + (0.2 + 0.3). */
  @Test
  void itsNumberIsThatOfARunThatWasResumedToTheLastBit() {
    RecentMetrics undisturbed = new RecentMetrics();
    for (int step = 1; step <= 5; step++) {
      undisturbed.add(step, report(step / 10.0, null));
    }
    undisturbed.committed(2);
    RecentMetrics resumed = new RecentMetrics();
    for (int step = 3; step <= 5; step++) {
      resumed.add(step, report(step / 10.0, null));
    }

    assertThat(undisturbed.numbers()).isEqualTo(resumed.numbers());
  }

  @Test
  void theBestIsTheLeastOrTheGreatestAndOfEqualsTheEarlier() {
    BestCheckpoint first = BestCheckpoint.of(LEAST_LOSS, Map.of("loss", 2.0), "a", null);
    assertThat(first).isEqualTo(new BestCheckpoint(2, "a"));
    assertThat(BestCheckpoint.of(LEAST_LOSS, Map.of("loss", 2.0), "b", first)).isSameAs(first);
    assertThat(BestCheckpoint.of(LEAST_LOSS, Map.of("loss", 1.5), "b", first))
        .isEqualTo(new BestCheckpoint(1.5, "b"));
    assertThat(BestCheckpoint.of(LEAST_LOSS, Map.of("loss", Double.NaN), "b", first))
        .isSameAs(first);
    assertThat(BestCheckpoint.of(GREATEST, Map.of("accuracy", 3.0), "b", first))
        .isEqualTo(new BestCheckpoint(3, "b"));
  }

  @Test
  void nothingIsTheBestWhereNoNumberIsAskedForOrThere() {
    assertThat(BestCheckpoint.of(null, Map.of("loss", 2.0), "a", null)).isNull();
    assertThat(BestCheckpoint.of(GREATEST, Map.of("loss", 2.0), "a", null)).isNull();
  }

  @Test
  void theLastAndTheBestOfEachStageAreKept() throws IOException {
    List<Path> committed =
        List.of(
            checkpoint(2, state(2, null)),
            checkpoint(4, state(4, new BestCheckpoint(1, "checkpoint-2"))),
            checkpoint(6, state(6, new BestCheckpoint(1, "checkpoint-2"))),
            checkpoint(8, state(2, null)),
            Files.createDirectory(run.resolve("checkpoint-9")),
            checkpoint(10, state(4, new BestCheckpoint(1, "checkpoint-8"))));
    BestCheckpoint best = new BestCheckpoint(0.5, "checkpoint-8");

    assertThat(committed.stream().filter(KeptCheckpoints.among(committed, best)))
        .extracting(path -> path.getFileName().toString())
        .containsExactly("checkpoint-2", "checkpoint-6", "checkpoint-8");
  }

  @Test
  void whatTheStateSaysIsReadAgainAndNothingIsSaidWhereNoneIsChosen() throws IOException {
    BestCheckpoint best = new BestCheckpoint(0.1 + 0.2, "checkpoint-4");
    Path with = checkpoint(4, state(4, best));
    assertThat(with.resolve("trainer_state.json"))
        .content()
        .contains("\"best_metric\"", "\"best_model_checkpoint\" : \"checkpoint-4\"");
    assertThat(TrainerState.read(with).best()).isEqualTo(best);
    Path without = checkpoint(5, state(5, null));
    assertThat(without.resolve("trainer_state.json")).content().doesNotContain("best");
    assertThat(TrainerState.read(without).best()).isNull();
  }

  private Path checkpoint(int globalStep, TrainerState state) throws IOException {
    Path folder = Files.createDirectory(run.resolve("checkpoint-" + globalStep));
    state.write(folder);
    return folder;
  }

  private static TrainerState state(int nextStep, @Nullable BestCheckpoint best) {
    return new TrainerState(
        "sft",
        nextStep,
        6,
        nextStep,
        0.1,
        new TreeSet<>(),
        best == null ? null : best.metric(),
        best == null ? null : best.folder());
  }

  private static StepReport report(double loss, @Nullable String fault) {
    return new StepReport(loss, 0, 0, 0, 0.5, 1, 0.1, 0.1, 4, 0, List.of(), fault, 0, 0);
  }
}
