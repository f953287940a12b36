package org.docent.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.docent.model.storage.Disk;
import org.docent.model.storage.TermFolder;
import org.docent.protocol.failure.DocentException;

/** The right to change a run's folder as its student: {@code .writer-N}, see {@link TermFolder}. */
final class WriterTerm {

  private static final String NAME = ".writer";

  private final Path runFolder;
  private final TermFolder own;

  private WriterTerm(Path runFolder, TermFolder own) {
    this.runFolder = runFolder;
    this.own = own;
  }

  /**
   * Claims the next term of {@code runFolder}. When this returns, no holder of a lower term changes
   * anything any more.
   */
  static WriterTerm claim(Path runFolder) throws IOException {
    TermFolder claimed = TermFolder.claim(runFolder, NAME);
    claimed.takeOver();
    return new WriterTerm(runFolder, claimed);
  }

  int term() {
    return own.number();
  }

  /** A new empty folder inside the own one, in place of what a failed write left of it. */
  Path draft(String name) throws IOException {
    Path draft = own.path().resolve(name);
    Disk.deleteTree(draft);
    return Files.createDirectory(draft);
  }

  /** Renames a draft to its place, which must be free. */
  void publish(Path draft, Path place) throws IOException {
    Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Renames a folder in its place into the own one, where it may be deleted; returns that. */
  Path takeAway(Path place) throws IOException {
    Path taken = own.path().resolve("removed-" + place.getFileName());
    Disk.deleteTree(taken);
    return Files.move(place, taken, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether a later claim has taken the own folder. */
  boolean isLost() {
    return !own.holds();
  }

  /** What a holder says that has lost its term. */
  DocentException lost() {
    return DocentException.retry(
        "another student of this run has taken over %s (term %d above %d): this one stops"
            .formatted(runFolder, highest(), term()));
  }

  private int highest() {
    try {
      return TermFolder.highest(runFolder, NAME);
    } catch (IOException e) {
      return term();
    }
  }
}
