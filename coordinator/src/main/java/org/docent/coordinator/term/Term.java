package org.docent.coordinator.term;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.docent.model.storage.Disk;
import org.docent.model.storage.TermFolder;

/**
 * The right to write a run's directory as its coordinator: {@code .coordinator-N}, see {@link
 * TermFolder}, with a pulse in it. Everything a coordinator writes is either renamed out of its
 * folder or appended through a channel it has open to a file that its successor replaces by a copy.
 * So nothing a frozen coordinator does when it wakes reaches a file that is read.
 */
public final class Term {

  private static final String NAME = ".coordinator";

  /** Overwritten in place, always as long: that needs no room on a full disk. */
  private static final String PULSE = "pulse";

  private static final String RELEASED = "released           ";

  private final TermFolder own;
  private final String holder;
  private long beats;

  private Term(TermFolder own, String holder) {
    this.own = own;
    this.holder = holder;
  }

  /** Claims the next term whoever holds the last. */
  public static Term take(Path runDirectory, String holder) throws IOException {
    return begin(TermFolder.claim(runDirectory, NAME), runDirectory, holder);
  }

  /**
   * Claims the term after that one.
   *
   * @throws FileAlreadyExistsException when another has it, or a later one
   */
  static Term claimAfter(int last, Path runDirectory, String holder) throws IOException {
    return begin(TermFolder.claimAfter(last, runDirectory, NAME), runDirectory, holder);
  }

  /** The pulse is there before the last holder's is gone. */
  private static Term begin(TermFolder claimed, Path runDirectory, String holder)
      throws IOException {
    Term term = new Term(claimed, holder);
    Files.writeString(term.draft(PULSE), term.pulse(), StandardOpenOption.CREATE_NEW);
    claimed.takeOver();
    Disk.forceFolder(runDirectory);
    return term;
  }

  /** What the directory shows of its newest term. */
  static Sign newest(Path runDirectory) throws IOException {
    int newest = TermFolder.highest(runDirectory, NAME);
    if (newest == 0) {
      return Sign.NONE;
    }
    String text = "";
    try {
      text = Files.readString(runDirectory.resolve(NAME + "-" + newest).resolve(PULSE));
    } catch (NoSuchFileException justMade) {
      // its holder is about to write, or was killed before it could
    }
    int cut = Math.min(RELEASED.length(), text.length());
    String pulse = text.substring(0, cut);
    return new Sign(newest, pulse, pulse.equals(RELEASED), text.substring(cut).strip());
  }

  /** Counts from 1 over the life of a run directory. */
  public int number() {
    return own.number();
  }

  /**
   * Whether nobody has claimed a later one. What was written before this was asked is in what a
   * successor finds.
   */
  public boolean holds() {
    return own.holds();
  }

  /** Where a file of that name is written before it is renamed to its place. */
  public Path draft(String name) {
    return own.path().resolve(name);
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
    try (FileChannel pulse = FileChannel.open(draft(PULSE), StandardOpenOption.WRITE)) {
      pulse.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }
  }
}
