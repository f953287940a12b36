package org.docent.model.storage;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to change a directory, which has a number and one holder: the folder {@code NAME-N} of
 * the highest N. Nothing here asks for a lock or a clock; all of it is two operations that a file
 * system does at once, making a folder and renaming one.
 *
 * <ol>
 *   <li>A claim makes the folder of the term after the highest it sees. It looks again, and who
 *       then sees a higher one was late and has claimed nothing: of two claims at least one sees
 *       the other.
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
public final class TermFolder {

  private static final Logger log = LoggerFactory.getLogger(TermFolder.class);

  private final Path directory;
  private final String name;
  private final int number;
  private final Path path;

  private TermFolder(Path directory, String name, int number) {
    this.directory = directory;
    this.name = name;
    this.number = number;
    this.path = directory.resolve(name + "-" + number);
  }

  /** The number of the highest term in {@code directory}, 0 where there is none. */
  public static int highest(Path directory, String name) throws IOException {
    SortedMap<Integer, Path> terms = all(directory, name);
    return terms.isEmpty() ? 0 : terms.lastKey();
  }

  /** Claims the next term, again where another was faster. {@link #takeOver} makes it count. */
  public static TermFolder claim(Path directory, String name) throws IOException {
    while (true) {
      try {
        return claimAfter(highest(directory, name), directory, name);
      } catch (FileAlreadyExistsException another) {
        log.debug("{} has it", another.getFile());
      }
    }
  }

  /**
   * Claims the term after {@code last}. {@link #takeOver} makes it count.
   *
   * @throws FileAlreadyExistsException when another has it, or a later one
   */
  public static TermFolder claimAfter(int last, Path directory, String name) throws IOException {
    Files.createDirectories(directory);
    TermFolder claimed = new TermFolder(directory, name, last + 1);
    Files.createDirectory(claimed.path);
    if (highest(directory, name) > claimed.number) {
      Files.deleteIfExists(claimed.path);
      throw new FileAlreadyExistsException(claimed.path.toString());
    }
    return claimed;
  }

  /** When this returns, no holder of a lower term changes anything any more. */
  public void takeOver() throws IOException {
    for (Path lower : all(directory, name).headMap(number).values()) {
      Path taken = path.resolve("taken-over" + lower.getFileName());
      try {
        Files.move(lower, taken, StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        continue; // one who was late gave it up, or this term is lost as well
      }
      Disk.forceFolder(directory);
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

  /** Counts from 1 over the life of the directory. */
  public int number() {
    return number;
  }

  /** The holder's own folder. */
  public Path path() {
    return path;
  }

  /**
   * Whether nobody has taken it over. What was written before this was asked is in what a successor
   * finds.
   */
  public boolean holds() {
    return Files.isDirectory(path);
  }

  private static SortedMap<Integer, Path> all(Path directory, String name) throws IOException {
    SortedMap<Integer, Path> terms = new TreeMap<>();
    Pattern numbered = Pattern.compile(Pattern.quote(name) + "-(\\d{1,9})");
    List<Path> entries;
    try (Stream<Path> listed = Files.list(directory)) {
      entries = listed.toList();
    } catch (NoSuchFileException notThereYet) {
      return terms;
    }
    for (Path entry : entries) {
      Matcher matcher = numbered.matcher(entry.getFileName().toString());
      if (matcher.matches()) {
        terms.put(Integer.valueOf(matcher.group(1)), entry);
      }
    }
    return terms;
  }
}
