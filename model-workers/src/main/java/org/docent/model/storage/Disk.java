package org.docent.model.storage;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.docent.protocol.failure.DocentException;

/**
 * What every durable write needs: forcing to the medium, clearing away, and a sentence when it
 * fails.
 */
public final class Disk {

  private Disk() {}

  /** Returns once the content of {@code file} is on the medium. */
  public static void forceFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /**
   * Returns once the names in {@code folder} are on the medium: a rename alone may be lost with the
   * power.
   */
  public static void forceFolder(Path folder) throws IOException {
    // Windows cannot open a folder as a channel; there the rename has to do.
    if (File.separatorChar == '/') {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** The same of {@code root} and every folder below it. */
  public static void forceFolders(Path root) throws IOException {
    List<Path> folders;
    try (Stream<Path> tree = Files.walk(root)) {
      folders = tree.filter(Files::isDirectory).toList();
    }
    for (Path folder : folders) {
      forceFolder(folder);
    }
  }

  /**
   * Looks whether so many bytes may be written into {@code folder}, so far as the system tells.
   *
   * @throws IOException when they may not
   */
  public static void requireRoom(Path folder, long bytes) throws IOException {
    if (Files.getFileStore(folder).getUsableSpace() < bytes) {
      throw new IOException("it takes %d bytes".formatted(bytes));
    }
  }

  /** Deletes {@code root} and all below it; nothing happens when it does not exist. */
  public static void deleteTree(Path root) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(root)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return;
    } catch (UncheckedIOException e) {
      throw requireNonNull(e.getCause());
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  /** The failure to tell a person: {@code doing} is like "write run/checkpoint-20". */
  public static DocentException failure(String doing, Path where, IOException cause) {
    return DocentException.stop(
        "cannot %s: %s (%s); make room or give another folder, then go on from what was saved before"
            .formatted(doing, IoReason.of(cause), usableSpace(where)),
        cause);
  }

  private static String usableSpace(Path where) {
    Path folder = where.toAbsolutePath();
    while (folder.getParent() != null && !Files.isDirectory(folder)) {
      folder = folder.getParent();
    }
    try {
      return Files.getFileStore(folder).getUsableSpace() + " bytes usable in " + folder;
    } catch (IOException e) {
      return "space in " + folder + " unknown";
    }
  }
}
