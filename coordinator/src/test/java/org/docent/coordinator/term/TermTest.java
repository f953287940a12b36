package org.docent.coordinator.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TermTest {

  private final Path run;

  TermTest(@TempDir Path folder) {
    this.run = folder.resolve("run");
  }

  @Test
  void showsWhoHoldsItAndThatItLives() throws IOException {
    Term term = Term.take(run, "host:1");
    Sign before = Term.newest(run);
    term.beat();
    Sign after = Term.newest(run);

    assertThat(term.number()).isEqualTo(1);
    assertThat(List.of(before, after))
        .allMatch(sign -> sign.term() == 1 && sign.holder().equals("host:1") && !sign.released());
    assertThat(after.pulse()).isNotEqualTo(before.pulse());
  }

  @Test
  void oneAloneGetsTheNextTerm() throws IOException {
    Term.claimAfter(0, run, "a:1");

    assertThatThrownBy(() -> Term.claimAfter(0, run, "b:1"))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void whoIsLateGetsNoTermBelowTheHighest() throws IOException {
    Term.take(run, "a:1");
    Term later = Term.take(run, "b:1");

    assertThatThrownBy(() -> Term.claimAfter(0, run, "c:1"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(later.holds()).isTrue();
    assertThat(Term.newest(run).holder()).isEqualTo("b:1");
    assertThat(run.resolve(".coordinator-1")).doesNotExist();
  }

  @Test
  void whoWasSucceededHoldsNothingAndCannotRenameAnythingToItsPlace() throws IOException {
    Term old = Term.take(run, "a:1");
    Path draft = old.draft("outcome.json");
    Files.writeString(draft, "old");

    Term next = Term.take(run, "b:1");

    assertThat(old.holds()).isFalse();
    assertThat(next.holds()).isTrue();
    assertThat(next.number()).isEqualTo(2);
    assertThatThrownBy(() -> Files.move(draft, run.resolve("outcome.json")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(old::beat).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(old::release).isInstanceOf(NoSuchFileException.class);
    try (Stream<Path> left = Files.list(run)) {
      assertThat(left).containsExactly(run.resolve(".coordinator-2"));
    }
  }

  @Test
  void aTermThatIsGivenBackShowsIt() throws IOException {
    Term term = Term.take(run, "host:1");
    term.release();

    assertThat(Term.newest(run)).isEqualTo(new Sign(1, "released           ", true, "host:1"));
    assertThat(Term.take(run, "host:2").number()).isEqualTo(2);
  }

  @Test
  void aFolderWhoseMakerWasKilledBeforeItWroteIsATermWithoutAPulse() throws IOException {
    Files.createDirectories(run.resolve(".coordinator-7"));

    assertThat(Term.newest(run)).isEqualTo(new Sign(7, "", false, ""));
  }

  @Test
  void whatACrashLeftOfAFencedTermIsNoHindrance() throws IOException {
    Term.take(run, "a:1");
    Files.createDirectories(run.resolve(".coordinator-1").resolve("taken-over.coordinator-0"));

    assertThat(Term.take(run, "b:1").holds()).isTrue();
  }
}
