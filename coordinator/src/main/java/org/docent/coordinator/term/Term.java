package org.docent.coordinator.term;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.docent.model.storage.Disk;

/**
 * The right to write a run's directory as its coordinator: a folder {@code .coordinator-N} that its
 * holder made, which one process alone can. Whoever claims the next term takes the folders of all
 * before it away, and with them the rights: everything a coordinator writes is either renamed out
 * of its folder, which then fails, or appended through a channel it has open to a file that its
 * successor replaces by a copy. So nothing a frozen coordinator does when it wakes reaches a file
 * that is read.
 */
public final class Term {

  private static final String PREFIX = ".coordinator-";
  private static final Pattern FOLDER = Pattern.compile("\\.coordinator-(\\d{1,9})");

  /** Overwritten in place, always as long: that needs no room on a full disk. */
  private static final String PULSE = "pulse";

  private static final String RELEASED = "released           ";

  private final Path folder;
  private final int number;
  private final String holder;
  private long beats;

  private Term(Path folder, int number, String holder) {
    this.folder = folder;
    this.number = number;
    this.holder = holder;
  }

  /** Claims the next term whoever holds the last. */
  public static Term take(Path runDirectory, String holder) throws IOException {
    return claimAfter(newest(runDirectory).term(), runDirectory, holder);
  }

  /**
   * Claims the term after that one. Who was late, and made the folder of a term that had come and
   * gone, sees a higher one afterwards and has claimed nothing.
   *
   * @throws FileAlreadyExistsException when another has it, or a later one
   */
  static Term claimAfter(int last, Path runDirectory, String holder) throws IOException {
    Files.createDirectories(runDirectory);
    Path folder = Files.createDirectory(runDirectory.resolve(PREFIX + (last + 1)));
    if (folders(runDirectory).lastKey() > last + 1) {
      Files.deleteIfExists(folder);
      throw new FileAlreadyExistsException(folder.toString());
    }
    Term term = new Term(folder, last + 1, holder);
    Files.writeString(folder.resolve(PULSE), term.pulse(), StandardOpenOption.CREATE_NEW);
    for (Path before : folders(runDirectory).headMap(last + 1).values()) {
      fence(before);
    }
    Disk.forceFolder(runDirectory);
    return term;
  }

  /** Renamed first: what is begun in the folder while it is cleared away comes to nothing. */
  private static void fence(Path folder) throws IOException {
    Path gone = folder.resolveSibling(folder.getFileName() + ".fenced");
    Disk.deleteTree(gone);
    try {
      Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException fenced) {
      return; // another claimant was faster
    }
    Disk.deleteTree(gone);
  }

  /** What the directory shows of its newest term. */
  static Sign newest(Path runDirectory) throws IOException {
    SortedMap<Integer, Path> folders = folders(runDirectory);
    if (folders.isEmpty()) {
      return Sign.NONE;
    }
    int newest = folders.lastKey();
    String text = "";
    try {
      text = Files.readString(runDirectory.resolve(PREFIX + newest).resolve(PULSE));
    } catch (NoSuchFileException justMade) {
      // its holder is about to write, or was killed before it could
    }
    int cut = Math.min(RELEASED.length(), text.length());
    String pulse = text.substring(0, cut);
    return new Sign(newest, pulse, pulse.equals(RELEASED), text.substring(cut).strip());
  }

  private static SortedMap<Integer, Path> folders(Path runDirectory) throws IOException {
    SortedMap<Integer, Path> found = new TreeMap<>();
    if (Files.isDirectory(runDirectory)) {
      try (Stream<Path> entries = Files.list(runDirectory)) {
        for (Path entry : entries.toList()) {
          Matcher name = FOLDER.matcher(entry.getFileName().toString());
          if (name.matches()) {
            found.put(Integer.valueOf(name.group(1)), entry);
          }
        }
      }
    }
    return found;
  }

  /** Counts from 1 over the life of a run directory. */
  public int number() {
    return number;
  }

  /**
   * Whether nobody has claimed a later one. What was written before this was asked is in what a
   * successor finds.
   */
  public boolean holds() {
    return Files.isDirectory(folder);
  }

  /** Where a file of that name is written before it is renamed to its place. */
  public Path draft(String name) {
    return folder.resolve(name);
  }

  /** Shows that the holder lives. */
  void beat() throws IOException {
    beats++;
    overwrite(pulse());
  }

  /** Gives the term back: the next one need not wait. */
  void release() throws IOException {
    overwrite(RELEASED + " " + holder);
  }

  private String pulse() {
    return String.format(Locale.ROOT, "%0" + RELEASED.length() + "d %s", beats, holder);
  }

  private void overwrite(String text) throws IOException {
    try (FileChannel pulse = FileChannel.open(folder.resolve(PULSE), StandardOpenOption.WRITE)) {
      pulse.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }
  }
}
