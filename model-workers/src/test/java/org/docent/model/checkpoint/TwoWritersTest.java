package org.docent.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.docent.model.storage.DurableFile;
import org.docent.model.storage.DurableFolder;
import org.docent.model.storage.SteppedFileSystem;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two writers of one folder, the second acting at every moment of the first: before each operation
 * on the file system that the first makes.
 */
class TwoWritersTest {

  private static final String OLD = "of the old";
  private static final String NEW = "of the new";

  private final Path folder;

  TwoWritersTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aSuccessorAtAnyMomentOfACommitFindsItWholeOrNeverSeesIt() {
    int[] found = new int[2];
    atEveryMoment(
        run -> {
          RunWriter old = RunWriter.claim(run);
          commit(old, 1, OLD);
          return () -> commit(old, 2, OLD);
        },
        run -> {
          RunWriter successor = RunWriter.claim(run);
          List<String> seen = contents(run);
          commit(successor, 3, NEW);
          return seen;
        },
        (run, failure, seen) -> {
          boolean committed = seen.contains("checkpoint-2 " + OLD);
          found[committed ? 1 : 0]++;
          // At the last moments it has committed and fails, if at all, when it looks after itself.
          assertThat(seen).first().isEqualTo("checkpoint-1 " + OLD);
          assertThat(committed || failure.isPresent()).isTrue();
          failure.ifPresent(said -> assertThat(said).contains(sentence(run, 2, 1)));
          List<String> last = new ArrayList<>(seen);
          last.add("checkpoint-3 " + NEW);
          assertThat(contents(run)).isEqualTo(last);
        });
    assertThat(found[0]).as("moments before the rename").isGreaterThan(5);
    assertThat(found[1]).as("moments after it").isPositive();
  }

  @Test
  void whatASuccessorCommittedIsNeitherReplacedNorRemovedByTheOldOne() {
    atEveryMoment(
        run -> {
          RunWriter old = RunWriter.claim(run);
          commit(old, 1, OLD);
          return () -> {
            commit(old, 2, OLD);
            old.retain(1, 2, checkpoint -> false);
            old.replace("model", content(OLD));
          };
        },
        run -> {
          RunWriter successor = RunWriter.claim(run);
          for (int step = 1; step <= 2; step++) {
            commit(successor, step, NEW);
          }
          successor.replace("model", content(NEW));
          return contents(run);
        },
        (run, failure, seen) -> {
          assertThat(seen)
              .containsExactly("checkpoint-1 " + NEW, "checkpoint-2 " + NEW, "model " + NEW);
          assertThat(contents(run)).isEqualTo(seen);
        });
  }

  @Test
  void ofTwoThatClaimAtAnyMomentOfEachOtherOneCanCommit() {
    List<RunWriter> claimed = new ArrayList<>();
    atEveryMoment(
        run -> {
          commit(RunWriter.claim(run), 1, OLD);
          claimed.clear();
          return () -> claimed.add(RunWriter.claim(run));
        },
        run -> {
          claimed.add(RunWriter.claim(run));
          claimed.add(RunWriter.claim(run)); // the term that the other saw as free is gone again
          return List.of();
        },
        (run, failure, seen) -> {
          assertThat(claimed).hasSize(3);
          assertThat(claimed.stream().filter(writer -> canCommit(writer))).hasSize(1);
          assertThat(contents(run)).containsExactly("checkpoint-1 " + OLD, "checkpoint-2 " + NEW);
        });
  }

  @Test
  void aCommitAtAnyMomentOfASuccessorsClaimIsSeenByItOrFails() {
    int[] failed = new int[1];
    List<RunWriter> olds = new ArrayList<>();
    atEveryMoment(
        run -> {
          RunWriter old = RunWriter.claim(plain(run));
          commit(old, 1, OLD);
          olds.add(old);
          return () -> {
            RunWriter successor = RunWriter.claim(run);
            List<String> seen = contents(plain(run));
            commit(successor, 3, NEW);
            assertThat(contents(plain(run)))
                .as("nothing came after the look")
                .isEqualTo(plus(seen, "checkpoint-3 " + NEW));
          };
        },
        run -> {
          try {
            commit(olds.get(olds.size() - 1), 2, OLD);
            return List.of("checkpoint-2 " + OLD);
          } catch (DocentException e) {
            assertThat(e).hasMessageContaining("another student of this run has taken over");
            failed[0]++;
            return List.of();
          }
        },
        (run, failure, seen) -> {
          assertThat(failure).isEmpty();
          assertThat(contents(run)).containsAll(seen);
          assertThat(contents(run).contains("checkpoint-2 " + OLD)).isEqualTo(!seen.isEmpty());
        });
    assertThat(failed[0]).isPositive();
  }

  private interface Check {
    void on(Path run, Optional<String> failureOfTheFirst, List<String> seenByTheSecond);
  }

  /**
   * Does the first one's work as often as it has operations, and once more undisturbed; each time
   * the second acts before another of them.
   *
   * @param first prepares a run's folder and returns the work whose moments count
   */
  private void atEveryMoment(
      Function<Path, Runnable> first, Function<Path, List<String>> second, Check check) {
    int moment = 0;
    boolean reached = true;
    while (reached) {
      Path real = folder.resolve("run-" + moment);
      List<List<String>> seen = new ArrayList<>();
      int wanted = moment;
      int[] count = {-1};
      SteppedFileSystem stepped =
          new SteppedFileSystem(
              operation -> {
                if (count[0] >= 0 && count[0]++ == wanted) {
                  count[0] = Integer.MIN_VALUE;
                  seen.add(second.apply(real));
                }
              });
      Runnable work = first.apply(stepped.of(real));
      count[0] = 0;
      Optional<String> failure = failureOf(work);
      count[0] = Integer.MIN_VALUE;
      reached = !seen.isEmpty();
      if (!reached) {
        assertThat(failure).as("undisturbed").isEmpty();
        seen.add(second.apply(real));
        failure = Optional.empty();
      }
      check.on(real, failure, seen.get(0));
      moment++;
    }
    assertThat(moment).isGreaterThan(10);
  }

  private static Optional<String> failureOf(Runnable work) {
    try {
      work.run();
      return Optional.empty();
    } catch (DocentException e) {
      assertThat(e.category()).isEqualTo(Category.RETRY);
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static boolean canCommit(RunWriter writer) {
    return failureOf(() -> commit(writer, 2, NEW)).isEmpty();
  }

  private static void commit(RunWriter writer, int step, String text) {
    writer.commit(step, content(text));
  }

  private static DurableFolder.Content content(String text) {
    return target -> {
      Path inner = Files.createDirectory(target.resolve("inner"));
      DurableFile.write(inner.resolve("state"), text.getBytes(StandardCharsets.UTF_8));
    };
  }

  /** Every folder that is in its place, with what it holds, by name. */
  private static List<String> contents(Path run) {
    try (Stream<Path> entries = Files.list(run)) {
      List<String> found = new ArrayList<>();
      for (Path entry : entries.sorted().toList()) {
        if (!entry.getFileName().toString().startsWith(".writer-")) {
          found.add(entry.getFileName() + " " + Files.readString(entry.resolve("inner/state")));
          if (!entry.endsWith("model")) {
            assertThat(CheckpointManifest.damage(entry)).isEmpty();
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> plus(List<String> list, String one) {
    return Stream.concat(list.stream(), Stream.of(one)).toList();
  }

  private static String sentence(Path run, int above, int term) {
    return "another student of this run has taken over %s (term %d above %d): this one stops"
        .formatted(run, above, term);
  }

  private static Path plain(Path run) {
    return Path.of(run.toString());
  }
}
