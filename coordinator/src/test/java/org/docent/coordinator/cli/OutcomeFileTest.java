package org.docent.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.docent.coordinator.run.RunOutcome;
import org.docent.coordinator.term.Term;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeFileTest {

  private static final StudentId SMALL = new StudentId("small", 0);

  private final Path run;

  OutcomeFileTest(@TempDir Path folder) {
    this.run = folder.resolve("run");
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    OutcomeFile file = open();
    for (RunOutcome outcome :
        List.of(
            new RunOutcome.Finished(List.of(run.resolve("a/model").toString(), "/b/model")),
            new RunOutcome.Stopped("interrupted"),
            new RunOutcome.Failed("L_reg of sample 7 is \"NaN\""))) {
      keep(file, null, outcome);

      assertThat(OutcomeFile.read(run)).contains(outcome);
    }
  }

  @Test
  void aStudentsPartIsKeptInItsOwnFolder() throws IOException {
    Files.createDirectories(run.resolve("small"));

    keep(open(), SMALL, new RunOutcome.Finished(List.of("m")));

    assertThat(OutcomeFile.read(run)).isEmpty();
    assertThat(OutcomeFile.read(run.resolve("small"))).isPresent();
  }

  @Test
  void aRunThatGoesOnHasNone() throws IOException {
    keep(open(), null, new RunOutcome.Stopped("interrupted"));
    OutcomeFile.remove(run);
    OutcomeFile.remove(run);

    assertThat(OutcomeFile.read(run)).isEmpty();
  }

  @Test
  void aCoordinatorThatWasSucceededKeepsNothing() throws IOException {
    OutcomeFile old = open();
    open();

    keep(old, null, new RunOutcome.Failed("too late"));

    assertThat(OutcomeFile.read(run)).isEmpty();
  }

  @Test
  void onlyAFinishedRunThatHasItsModelsNeedsNothingMore() throws IOException {
    Path model = run.resolve("model");
    keep(open(), null, new RunOutcome.Finished(List.of(model.toString())));
    assertThat(OutcomeFile.finished(run)).isEmpty();
    Files.createDirectories(model);
    assertThat(OutcomeFile.finished(run)).isEmpty();
    Files.createFile(model.resolve("model.safetensors"));
    assertThat(OutcomeFile.finished(run)).isPresent();

    keep(open(), null, new RunOutcome.Stopped("interrupted"));
    assertThat(OutcomeFile.finished(run)).isEmpty();
  }

  @Test
  void aCopyOfARunHasItsOwnModelsOrNone() throws IOException {
    Path model = modelIn(run);
    keep(open(), null, new RunOutcome.Finished(List.of(model.toString())));
    Path copy = Files.createDirectories(run.resolveSibling("copy"));
    Files.copy(run.resolve("outcome.json"), copy.resolve("outcome.json"));

    assertThat(OutcomeFile.finished(copy)).isEmpty();
    Path its = modelIn(copy);
    assertThat(OutcomeFile.finished(copy))
        .contains(new RunOutcome.Finished(List.of(its.toString())));
  }

  @Test
  void aFileThatSaysSomethingElseIsASentence() throws IOException {
    open();
    Files.writeString(run.resolve("outcome.json"), "{\"outcome\": \"who knows\"}");

    assertThatThrownBy(() -> OutcomeFile.read(run))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("outcome.json is damaged (outcome is \"who knows\")");
  }

  private static Path modelIn(Path folder) throws IOException {
    Path model = Files.createDirectories(folder.resolve("model"));
    Files.createFile(model.resolve("model.safetensors"));
    return model;
  }

  private OutcomeFile open() throws IOException {
    return new OutcomeFile(run, Map.of(SMALL, run.resolve("small")), Term.take(run, "h:1"));
  }

  private static void keep(OutcomeFile file, @Nullable StudentId student, RunOutcome outcome) {
    file.keep(student, outcome).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
