package org.docent.model.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.docent.protocol.failure.DocentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a new folder whole or not at all: into a sibling of another name, forced, then renamed. A
 * kill at any moment leaves nothing under the final name; what it left under the other name is
 * cleared by the next write.
 */
public final class DurableFolder {

  private static final Logger log = LoggerFactory.getLogger(DurableFolder.class);

  /** Writes files into a folder that is there. */
  @FunctionalInterface
  public interface Content {
    void writeTo(Path folder) throws IOException;
  }

  private DurableFolder() {}

  /**
   * Refuses a target that holds something.
   *
   * @throws DocentException when it is a file or a folder that is not empty
   */
  public static void requireFree(Path target) {
    if (Files.exists(target) && !Files.isDirectory(target)) {
      throw DocentException.stop(target + " is a file; name a folder that is new or empty");
    }
    if (Files.isDirectory(target) && !isEmpty(target)) {
      throw DocentException.stop(target + " is not empty; name a folder that is new or empty");
    }
  }

  /**
   * Writes {@code target}.
   *
   * @throws DocentException when it is not free, or the disk does not take it; nothing is left then
   */
  public static void write(Path target, Content content) {
    requireFree(target);
    Path place = target.toAbsolutePath().normalize();
    Path parent = requireNonNull(place.getParent(), "the root of a disk is not empty");
    Path temporary = parent.resolve("." + place.getFileName() + ".tmp-writing");
    try {
      Disk.deleteTree(temporary);
      Files.createDirectories(temporary);
      content.writeTo(temporary);
      Disk.forceFolders(temporary);
      Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
      Disk.forceFolder(parent);
    } catch (UncheckedIOException e) {
      throw Disk.failure("write " + target, parent, requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw Disk.failure("write " + target, parent, e);
    } finally {
      discard(temporary);
    }
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw DocentException.stop(folder + ": cannot be read: " + IoReason.of(e), e);
    }
  }

  private static void discard(Path temporary) {
    try {
      Disk.deleteTree(temporary);
    } catch (IOException e) {
      log.warn("{} could not be removed; remove it by hand", temporary, e);
    }
  }
}
