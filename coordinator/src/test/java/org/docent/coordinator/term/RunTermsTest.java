package org.docent.coordinator.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.docent.coordinator.term.RunTerms.Claim;
import org.docent.coordinator.term.RunTerms.Denied;
import org.docent.coordinator.term.RunTerms.Granted;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunTermsTest {

  private final Path run;
  private final AtomicLong nanos = new AtomicLong();

  RunTermsTest(@TempDir Path folder) {
    this.run = folder.resolve("run");
  }

  @Test
  void theFirstGetsTheTermAndHasItWhenItAsksAgain() {
    try (RunTerms terms = terms("a:1")) {
      assertThat(join(terms.claim())).isInstanceOf(Granted.class);
      assertThat(join(terms.claim())).isInstanceOf(Granted.class);
    }
  }

  @Test
  void whoeverFindsALivingHolderIsToldWhichAndWhatToDo() {
    try (RunTerms first = terms("a:1");
        RunTerms second = terms("b:2")) {
      join(first.claim());

      // A pulse may just have been seen between two looks, or not: either is an answer.
      assertThat(join(second.claim()))
          .isIn(new Denied("a:1", /* alive= */ false), new Denied("a:1", /* alive= */ true));
      assertThatThrownBy(() -> join(second.claim(Duration.ofHours(1), false)))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(DocentException.class)
          .hasMessageContaining("has a coordinator at work, a:1")
          .hasMessageContaining("stand by for it with --join a:1");
    }
  }

  @Test
  void aTermThatIsGivenBackGoesToWhoeverWaits() {
    try (RunTerms first = terms("a:1");
        RunTerms second = terms("b:2")) {
      join(first.claim());
      CompletionStage<Term> waiting = second.claim(Duration.ofHours(1), true);
      join(first.release());

      assertThat(join(waiting).number()).isEqualTo(2);
    }
  }

  @Test
  void aHolderWithoutAPulseIsLostAfterAWhileOfTheWatchersOwnTime() throws IOException {
    Term.take(run, "killed:1");
    try (RunTerms heir = terms("b:2")) {
      assertThat(join(heir.claim())).isEqualTo(new Denied("killed:1", false));
      nanos.addAndGet(Duration.ofSeconds(6).toNanos());

      assertThat(join(heir.claim())).isInstanceOf(Granted.class);
    }
  }

  @Test
  void whoWasSucceededHearsOfIt() throws IOException {
    try (RunTerms frozen = terms("a:1")) {
      Claim claim = join(frozen.claim());
      Term.take(run, "b:2");

      assertThat(join(frozen.fenced())).isEqualTo("b:2");
      assertThat(((Granted) claim).term().holds()).isFalse();
    }
  }

  private RunTerms terms(String self) {
    return new RunTerms(run, () -> self, nanos::get);
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
