package org.docent.model.checkpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.docent.model.storage.Disk;
import org.docent.model.storage.DurableFolder;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a run's folder: commits checkpoints and the final model, and removes old
 * checkpoints. It stays that until another claims the folder, a standby in the place of a student
 * that was frozen, say; from then on whatever this one tries fails with a {@link DocentException}
 * of category RETRY, and nothing in the folder changes. Used by one thread at a time.
 *
 * <p>A commit writes where nobody looks, forces every file, writes the manifest last and renames
 * the folder: a kill at any moment leaves the checkpoints before as they were.
 */
public final class RunWriter {

  private static final Logger log = LoggerFactory.getLogger(RunWriter.class);

  private final Path runFolder;
  private final WriterTerm term;

  private RunWriter(Path runFolder, WriterTerm term) {
    this.runFolder = runFolder;
    this.term = term;
  }

  /**
   * Becomes the writer of {@code runFolder} in place of whoever was. Who wants to know the newest
   * checkpoint looks after that: until then another may commit one.
   *
   * @throws DocentException when the disk does not take it
   */
  public static RunWriter claim(Path runFolder) {
    try {
      WriterTerm term = WriterTerm.claim(runFolder);
      log.debug("writing into {} as term {}", runFolder, term.term());
      return new RunWriter(runFolder, term);
    } catch (IOException e) {
      throw Disk.failure("write into " + runFolder, runFolder, e);
    } catch (UncheckedIOException e) {
      throw Disk.failure("write into " + runFolder, runFolder, requireNonNull(e.getCause()));
    }
  }

  /**
   * Commits what {@code content} writes as the checkpoint of {@code globalStep}, in place of one of
   * the same step. Returns its folder once it is safe on the medium.
   *
   * @throws DocentException when the disk does not take it, naming path, reason and usable space;
   *     what was committed before stays and nothing of the new is left
   */
  public Path commit(int globalStep, DurableFolder.Content content) {
    return commit(globalStep, 0, content);
  }

  /**
   * The same of content that takes at least so many bytes: where there is no room for them it fails
   * before anything is written, so that a disk that is nearly full keeps what is left for others.
   */
  public Path commit(int globalStep, long bytes, DurableFolder.Content content) {
    return put(
        "commit",
        runFolder.resolve(nameOf(globalStep)),
        folder -> {
          Disk.requireRoom(folder, bytes);
          content.writeTo(folder);
          CheckpointManifest.seal(globalStep, folder).writeTo(folder);
        });
  }

  /**
   * Puts what {@code content} writes into the run's folder under that name, in place of what is
   * there; the same promises as of a checkpoint.
   */
  public Path replace(String name, DurableFolder.Content content) {
    return put(
        "write",
        runFolder.resolve(name),
        folder -> {
          content.writeTo(folder);
          Disk.forceFolders(folder);
        });
  }

  /** The checkpoints that are there, by their step, whole or not. */
  public Collection<Path> checkpoints() {
    return new CheckpointStore(runFolder).committed().values();
  }

  /** The name of a checkpoint's folder. */
  public static String nameOf(int globalStep) {
    return "checkpoint-" + globalStep;
  }

  /**
   * Removes old checkpoints: of those up to {@code globalStep} all but the newest {@code limit} and
   * those that are {@code kept} whatever their age, which do not count. Later ones, damaged or left
   * by a student that was lost, stay until their step comes again. What cannot be removed is left
   * for the next time, which the log says.
   *
   * @param limit 0 keeps all
   * @throws DocentException of category RETRY when another has taken over
   */
  public void retain(int limit, int globalStep, Predicate<Path> kept) {
    try {
      List<Path> others =
          new CheckpointStore(runFolder)
              .committed().headMap(globalStep, true).values().stream()
                  .filter(kept.negate())
                  .toList();
      int surplus = limit == 0 ? 0 : Math.max(0, others.size() - limit);
      for (Path checkpoint : others.subList(0, surplus)) {
        Disk.deleteTree(term.takeAway(checkpoint));
      }
    } catch (IOException e) {
      if (term.isLost()) {
        throw term.lost();
      }
      log.warn("old checkpoints in {} could not be removed: {}", runFolder, IoReason.of(e));
    } catch (DocentException e) {
      throw failure(e);
    }
  }

  private Path put(String doing, Path place, DurableFolder.Content content) {
    Path draft = null;
    Path replaced = null;
    boolean done = false;
    try {
      draft = term.draft(String.valueOf(place.getFileName()));
      content.writeTo(draft);
      replaced = Files.exists(place) ? term.takeAway(place) : null;
      term.publish(draft, place);
      done = true;
      Disk.forceFolder(runFolder);
      return place;
    } catch (DocentException e) {
      throw failure(e);
    } catch (UncheckedIOException e) {
      throw failure(Disk.failure(doing + " " + place, runFolder, requireNonNull(e.getCause())));
    } catch (IOException e) {
      throw failure(Disk.failure(doing + " " + place, runFolder, e));
    } finally {
      tidy(done ? Optional.empty() : Optional.ofNullable(draft), replaced, done ? null : place);
    }
  }

  /** Whatever fails because the term is lost fails for that reason. */
  private DocentException failure(DocentException cause) {
    return term.isLost() ? term.lost() : cause;
  }

  /** Deletes what is of no use; puts back what was to be replaced and was not. */
  private void tidy(Optional<Path> draft, @Nullable Path replaced, @Nullable Path putBack) {
    try {
      if (draft.isPresent()) {
        Disk.deleteTree(draft.get());
      }
      if (replaced != null && putBack != null) {
        term.publish(replaced, putBack);
      } else if (replaced != null) {
        Disk.deleteTree(replaced);
      }
    } catch (IOException e) {
      log.debug("left in the writer's folder for the next commit or claim to remove", e);
    }
  }
}
