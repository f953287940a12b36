package org.docent.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.docent.model.storage.Disk;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run: folders {@code checkpoint-<globalStep>} in the run's folder. One writer
 * at a time; readers may look at any moment.
 *
 * <p>A commit writes into {@code checkpoint-<globalStep>.tmp-*}, forces every file, writes the
 * manifest last and renames the folder: a kill at any moment leaves the checkpoints before as they
 * were. A folder to be removed is renamed the same way first, so a half-removed one never looks
 * like a checkpoint.
 */
public final class CheckpointStore {

  private static final Logger log = LoggerFactory.getLogger(CheckpointStore.class);

  private static final Pattern COMMITTED = Pattern.compile("checkpoint-(\\d{1,9})");
  private static final Pattern LEFTOVER = Pattern.compile("checkpoint-\\d{1,9}\\.tmp-.*");

  private final Path runFolder;

  public CheckpointStore(Path runFolder) {
    this.runFolder = runFolder;
  }

  /**
   * Commits what {@code body} writes as the checkpoint of {@code globalStep}, in place of one of
   * the same step. Returns its folder once it is safe on the medium.
   *
   * @throws DocentException when the disk does not take it, naming path, reason and usable space;
   *     what was committed before stays and nothing of the new is left
   */
  public Path commit(int globalStep, CheckpointWriter body) {
    Path target = runFolder.resolve("checkpoint-" + globalStep);
    Path temporary = null;
    try {
      Files.createDirectories(runFolder);
      removeLeftovers();
      temporary = Files.createDirectory(runFolder.resolve(target.getFileName() + ".tmp-writing"));
      body.writeTo(temporary);
      CheckpointManifest.seal(globalStep, temporary).writeTo(temporary);
      Path replaced = setAside(target);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      Disk.forceFolder(runFolder);
      Disk.deleteTree(replaced);
      return target;
    } catch (UncheckedIOException e) {
      throw Disk.failure("commit " + target, runFolder, requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw Disk.failure("commit " + target, runFolder, e);
    } finally {
      discard(temporary);
    }
  }

  /**
   * The newest checkpoint that is whole: every file as its manifest says. A damaged one is reported
   * in the log and the one before is used.
   *
   * @return empty when nothing was ever committed
   * @throws DocentException when there are checkpoints and all are damaged
   */
  public Optional<Path> latest() {
    NavigableMap<Integer, Path> committed = committed();
    for (Path checkpoint : committed.descendingMap().values()) {
      Optional<String> damage = CheckpointManifest.damage(checkpoint);
      if (damage.isEmpty()) {
        if (!checkpoint.equals(committed.lastEntry().getValue())) {
          log.warn("the newest whole checkpoint is {}", checkpoint);
        }
        return Optional.of(checkpoint);
      }
      log.error("{} is damaged and not used: {}", checkpoint, damage.get());
    }
    if (!committed.isEmpty()) {
      throw DocentException.stop(
          "%s: all checkpoints (%s) are damaged; restore one, or remove them to start again"
              .formatted(runFolder, committed.keySet()));
    }
    return Optional.empty();
  }

  /**
   * Removes old checkpoints: all but the newest {@code limit} and those that are {@code kept}
   * whatever their age, which do not count.
   *
   * @param limit 0 keeps all
   */
  public void retain(int limit, Predicate<Path> kept) {
    List<Path> others = committed().values().stream().filter(kept.negate()).toList();
    int surplus = limit == 0 ? 0 : Math.max(0, others.size() - limit);
    try {
      for (Path checkpoint : others.subList(0, surplus)) {
        Disk.deleteTree(setAside(checkpoint));
      }
    } catch (IOException e) {
      throw Disk.failure("remove old checkpoints", runFolder, e);
    }
  }

  private NavigableMap<Integer, Path> committed() {
    NavigableMap<Integer, Path> byStep = new TreeMap<>(Comparator.naturalOrder());
    for (Path entry : entries()) {
      Matcher name = COMMITTED.matcher(entry.getFileName().toString());
      if (name.matches() && Files.isDirectory(entry)) {
        byStep.put(Integer.valueOf(name.group(1)), entry);
      }
    }
    return byStep;
  }

  private void removeLeftovers() throws IOException {
    for (Path entry : entries()) {
      if (LEFTOVER.matcher(entry.getFileName().toString()).matches()) {
        log.warn("removing {}, left over from a commit that did not finish", entry);
        Disk.deleteTree(entry);
      }
    }
  }

  private List<Path> entries() {
    if (!Files.isDirectory(runFolder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(runFolder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw Disk.failure("read " + runFolder, runFolder, e);
    }
  }

  /**
   * Renames {@code checkpoint}, if it exists, to a name that is never taken for one; returns that.
   */
  private static Path setAside(Path checkpoint) throws IOException {
    Path aside = checkpoint.resolveSibling(checkpoint.getFileName() + ".tmp-removed");
    Disk.deleteTree(aside);
    if (Files.exists(checkpoint)) {
      Files.move(checkpoint, aside, StandardCopyOption.ATOMIC_MOVE);
    }
    return aside;
  }

  private static void discard(@Nullable Path temporary) {
    try {
      if (temporary != null) {
        Disk.deleteTree(temporary);
      }
    } catch (IOException e) {
      log.warn("{} could not be removed; the next commit tries again", temporary, e);
    }
  }
}
