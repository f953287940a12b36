package org.docent.model.checkpoint;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.docent.model.storage.Disk;
import org.docent.protocol.failure.DocentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to change a run's folder, which has a number and one holder: the folder {@code
 * .writer-<term>} of the highest term. Nothing here asks for a lock or a clock; all of it is two
 * operations that a file system does at once, making a folder and renaming one.
 *
 * <ol>
 *   <li>A claim makes the folder of the term after the highest it sees. Whose name is taken looks
 *       again, and who then sees a higher one was late and claims again: of two claims at least one
 *       sees the other.
 *   <li>It takes the folders of all lower terms into its own. What their holders still write there
 *       goes with them.
 *   <li>A change is one rename: out of the own folder to its place, or from there into the own
 *       folder. Once that has been taken away, source or target is gone and the rename fails. There
 *       is no moment between looking and doing.
 * </ol>
 *
 * <p>The folder of the highest term stays for ever, so that no term comes twice. Whoever writes
 * inside must never make that folder again; {@link Files#createDirectories} would.
 */
final class WriterTerm {

  private static final Logger log = LoggerFactory.getLogger(WriterTerm.class);

  private static final Pattern NAME = Pattern.compile("\\.writer-(\\d{1,9})");

  private final Path runFolder;
  private final int term;
  private final Path own;

  private WriterTerm(Path runFolder, int term) {
    this.runFolder = runFolder;
    this.term = term;
    this.own = folderOf(runFolder, term);
  }

  /**
   * Claims the next term of {@code runFolder}. When this returns, no holder of a lower term changes
   * anything any more.
   */
  static WriterTerm claim(Path runFolder) throws IOException {
    Files.createDirectories(runFolder);
    while (true) {
      WriterTerm claimed = new WriterTerm(runFolder, highest(runFolder) + 1);
      if (claimed.make()) {
        claimed.takeOver();
        return claimed;
      }
    }
  }

  int term() {
    return term;
  }

  /** A new empty folder inside the own one, in place of what a failed write left of it. */
  Path draft(String name) throws IOException {
    Path draft = own.resolve(name);
    Disk.deleteTree(draft);
    return Files.createDirectory(draft);
  }

  /** Renames a draft to its place, which must be free. */
  void publish(Path draft, Path place) throws IOException {
    Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Renames a folder in its place into the own one, where it may be deleted; returns that. */
  Path takeAway(Path place) throws IOException {
    Path taken = own.resolve("removed-" + place.getFileName());
    Disk.deleteTree(taken);
    return Files.move(place, taken, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether a later claim has taken the own folder. */
  boolean isLost() {
    return !Files.isDirectory(own);
  }

  /** What a holder says that has lost its term. */
  DocentException lost() {
    return DocentException.retry(
        "another student of this run has taken over %s (term %d above %d): this one stops"
            .formatted(runFolder, highestOr(term), term));
  }

  /** False when the name is taken, or a later claim was not stopped by this one. */
  private boolean make() throws IOException {
    try {
      Files.createDirectory(own);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    boolean late = highest(runFolder) > term;
    if (late) {
      Files.deleteIfExists(own);
    }
    return !late;
  }

  private void takeOver() throws IOException {
    for (Path lower : terms(runFolder).headMap(term).values()) {
      Path taken = own.resolve("taken-over" + lower.getFileName());
      try {
        Files.move(lower, taken, StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        continue; // one who was late gave it up, or this term is lost as well
      }
      Disk.forceFolder(runFolder);
      clear(taken);
    }
  }

  /** What its holder is just writing may hold this up; the next claim tries again. */
  private static void clear(Path taken) {
    try {
      Disk.deleteTree(taken);
    } catch (IOException e) {
      log.warn("{} could not be removed yet: {}", taken, e.toString());
    }
  }

  private int highestOr(int unknown) {
    try {
      return highest(runFolder);
    } catch (IOException e) {
      return unknown;
    }
  }

  private static int highest(Path runFolder) throws IOException {
    SortedMap<Integer, Path> terms = terms(runFolder);
    return terms.isEmpty() ? 0 : terms.lastKey();
  }

  private static SortedMap<Integer, Path> terms(Path runFolder) throws IOException {
    List<Path> entries;
    try (Stream<Path> listed = Files.list(runFolder)) {
      entries = listed.toList();
    }
    SortedMap<Integer, Path> terms = new TreeMap<>();
    for (Path entry : entries) {
      Matcher name = NAME.matcher(entry.getFileName().toString());
      if (name.matches()) {
        terms.put(Integer.valueOf(name.group(1)), entry);
      }
    }
    return terms;
  }

  private static Path folderOf(Path runFolder, int term) {
    return runFolder.resolve(".writer-" + term);
  }
}
