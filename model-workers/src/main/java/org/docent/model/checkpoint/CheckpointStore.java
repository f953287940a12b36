package org.docent.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.docent.model.storage.Disk;
import org.docent.protocol.failure.DocentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run as anybody may look at them at any moment: folders {@code
 * checkpoint-<globalStep>} in the run's folder, which a {@link RunWriter} puts there.
 */
public final class CheckpointStore {

  private static final Logger log = LoggerFactory.getLogger(CheckpointStore.class);

  private static final Pattern COMMITTED = Pattern.compile("checkpoint-(\\d{1,9})");

  private final Path runFolder;

  public CheckpointStore(Path runFolder) {
    this.runFolder = runFolder;
  }

  /**
   * The newest checkpoint that is whole: every file as its manifest says. A damaged one is reported
   * in the log and the one before is used.
   *
   * @return empty when nothing was ever committed
   * @throws DocentException when there are checkpoints and all are damaged
   */
  public Optional<Path> latest() {
    return latest((checkpoint, reason) -> {});
  }

  /** Hears of a checkpoint that is damaged, and how. */
  @FunctionalInterface
  public interface DamageListener {
    void damaged(Path checkpoint, String reason);
  }

  /** The same; {@code listener} hears of each damaged one that is passed over. */
  public Optional<Path> latest(DamageListener listener) {
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
      listener.damaged(checkpoint, damage.get());
    }
    if (!committed.isEmpty()) {
      throw DocentException.stop(
          "%s: all checkpoints (%s) are damaged; restore one, or remove them to start again"
              .formatted(runFolder, committed.keySet()));
    }
    return Optional.empty();
  }

  /**
   * Refuses a checkpoint that a run was to go on from and that is not there as it was written.
   *
   * @throws DocentException saying what is wrong with it
   */
  public static void requireWhole(Path checkpoint) {
    Optional<String> damage =
        Files.isDirectory(checkpoint)
            ? CheckpointManifest.damage(checkpoint)
            : Optional.of("there is no such folder");
    damage.ifPresent(
        fault -> {
          throw DocentException.stop(
              "%s, from which the run was to go on, is damaged: %s; docent resume goes on from the newest one that is whole"
                  .formatted(checkpoint, fault));
        });
  }

  /** All by their step, whole or not. */
  NavigableMap<Integer, Path> committed() {
    NavigableMap<Integer, Path> byStep = new TreeMap<>(Comparator.naturalOrder());
    for (Path entry : entries()) {
      Matcher name = COMMITTED.matcher(entry.getFileName().toString());
      if (name.matches() && Files.isDirectory(entry)) {
        byStep.put(Integer.valueOf(name.group(1)), entry);
      }
    }
    return byStep;
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
}
