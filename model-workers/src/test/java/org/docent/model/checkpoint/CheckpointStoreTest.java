package org.docent.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.docent.model.storage.SmallDisk;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CheckpointStoreTest {

  private final Path run;
  private final CheckpointStore store;

  CheckpointStoreTest(@TempDir Path run) {
    this.run = run;
    this.store = new CheckpointStore(run);
  }

  @Test
  void commitsAFolderWithAManifestOfAllFiles() throws IOException {
    Path checkpoint =
        RunWriter.claim(run)
            .commit(
                20,
                folder -> {
                  Files.writeString(folder.resolve("state.json"), "abc");
                  Files.writeString(
                      Files.createDirectory(folder.resolve("model")).resolve("w"), "");
                });

    assertThat(checkpoint).isEqualTo(run.resolve("checkpoint-20"));
    assertThat(Files.readString(checkpoint.resolve("manifest.json")))
        .contains("\"globalStep\" : 20", "\"model/w\"", "\"size\" : 3")
        .contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(names()).containsExactly("checkpoint-20");
  }

  @Test
  void findsTheNewestByNumberNotByName() {
    RunWriter writer = RunWriter.claim(run);
    assertThat(store.latest()).isEmpty();
    commit(writer, 9);
    commit(writer, 10);
    assertThat(store.latest()).contains(run.resolve("checkpoint-10"));
  }

  @Test
  void reportsAFlippedByteAndGoesBackToTheOneBefore() throws IOException {
    RunWriter writer = RunWriter.claim(run);
    commit(writer, 1);
    commit(writer, 2);
    Path state = run.resolve("checkpoint-2/state");
    byte[] bytes = Files.readAllBytes(state);
    bytes[0] ^= 1;
    Files.write(state, bytes);

    ListAppender<ILoggingEvent> log = listen();
    assertThat(store.latest()).contains(run.resolve("checkpoint-1"));
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .satisfiesExactly(
            damaged ->
                assertThat(damaged)
                    .startsWith(
                        run.resolve("checkpoint-2")
                            + " is damaged and not used: state has SHA-256 "),
            used ->
                assertThat(used)
                    .isEqualTo("the newest whole checkpoint is " + run.resolve("checkpoint-1")));
  }

  @Test
  void noticesWhatIsMissingOrCutOff() throws IOException {
    RunWriter writer = RunWriter.claim(run);
    for (int step = 1; step <= 4; step++) {
      commit(writer, step);
    }
    Files.delete(run.resolve("checkpoint-4/state"));
    Files.writeString(run.resolve("checkpoint-3/state"), "");
    Files.delete(run.resolve("checkpoint-2/manifest.json"));
    assertThat(store.latest()).contains(run.resolve("checkpoint-1"));
  }

  @Test
  void stopsWhenEveryCheckpointIsDamaged() throws IOException {
    RunWriter writer = RunWriter.claim(run);
    commit(writer, 7);
    Files.writeString(run.resolve("checkpoint-7/manifest.json"), "{}");
    assertThatThrownBy(store::latest)
        .isInstanceOf(DocentException.class)
        .hasMessage(
            run
                + ": all checkpoints ([7]) are damaged; restore one, or remove them to start again");
  }

  @Test
  void removesWhatAKilledCommitLeft() throws IOException {
    RunWriter writer = RunWriter.claim(run);
    commit(writer, 1);
    Path leftover = Files.createDirectory(run.resolve(".writer-1/checkpoint-2"));
    Files.writeString(leftover.resolve("state"), "half");
    assertThat(store.latest()).contains(run.resolve("checkpoint-1"));
    commit(RunWriter.claim(run), 3);
    assertThat(names()).containsExactly("checkpoint-1", "checkpoint-3");
    assertThat(run.resolve(".writer-1")).doesNotExist();
    assertThat(run.resolve(".writer-2")).isEmptyDirectory();
  }

  @Test
  void replacesACheckpointOfTheSameStep() throws IOException {
    RunWriter writer = RunWriter.claim(run);
    commit(writer, 1);
    writer.commit(1, folder -> Files.writeString(folder.resolve("other"), "new"));
    assertThat(run.resolve("checkpoint-1/other")).hasContent("new");
    assertThat(run.resolve("checkpoint-1/state")).doesNotExist();
    assertThat(store.latest()).contains(run.resolve("checkpoint-1"));
    assertThat(names()).containsExactly("checkpoint-1");
  }

  @Test
  void keepsTheNewestAndThoseAskedFor() throws IOException {
    RunWriter writer = RunWriter.claim(run);
    for (int step : List.of(5, 10, 15, 20, 100)) {
      commit(writer, step);
    }
    writer.retain(0, 100, checkpoint -> false);
    assertThat(names()).hasSize(5);
    writer.retain(2, 100, checkpoint -> checkpoint.endsWith("checkpoint-10"));
    assertThat(names()).containsExactly("checkpoint-10", "checkpoint-100", "checkpoint-20");
  }

  @Test
  void keepsWhatWasJustCommittedThoughThereAreLaterOnes() throws IOException {
    RunWriter writer = RunWriter.claim(run);
    for (int step : List.of(2, 4, 6)) {
      commit(writer, step);
    }
    writer.retain(1, 4, checkpoint -> false);
    assertThat(names()).containsExactly("checkpoint-4", "checkpoint-6");
  }

  @Test
  void leavesThePreviousOneWhenTheWriterFails() throws IOException {
    RunWriter writer = RunWriter.claim(run);
    commit(writer, 1);
    assertThatThrownBy(
            () ->
                writer.commit(
                    2,
                    folder -> {
                      Files.writeString(folder.resolve("state"), "half");
                      throw DocentException.stop("the loss is NaN");
                    }))
        .hasMessage("the loss is NaN");
    assertThat(names()).containsExactly("checkpoint-1");
  }

  @Test
  void saysWhatAFullDiskHasRoomForAndLeavesThePreviousOne() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(run.resolve("disk"), 64)) {
      CheckpointStore store = new CheckpointStore(disk.folder());
      RunWriter writer = RunWriter.claim(disk.folder());
      commit(writer, 1);
      assertThatThrownBy(
              () ->
                  writer.commit(
                      2, folder -> Files.write(folder.resolve("state"), new byte[200_000])))
          .isInstanceOf(DocentException.class)
          .hasMessage(
              "cannot commit %s: No space left on device (0 bytes usable in %s); make room or give another folder, then go on from what was saved before"
                  .formatted(disk.folder().resolve("checkpoint-2"), disk.folder()));
      assertThat(store.latest()).contains(disk.folder().resolve("checkpoint-1"));
      assertThat(disk.folder())
          .isDirectoryNotContaining(p -> p.toString().contains("checkpoint-2"));
      commit(writer, 2);
      assertThat(store.latest()).contains(disk.folder().resolve("checkpoint-2"));
    }
  }

  @Test
  void writesNothingWhereThereIsNoRoomForWhatItTakes() throws IOException {
    RunWriter writer = RunWriter.claim(run);
    commit(writer, 1);
    assertThatThrownBy(
            () ->
                writer.commit(
                    2,
                    Long.MAX_VALUE,
                    folder -> {
                      throw new AssertionError("it was written");
                    }))
        .isInstanceOf(DocentException.class)
        .hasMessageStartingWith(
            "cannot commit %s: it takes 9223372036854775807 bytes (", run.resolve("checkpoint-2"))
        .hasMessageContaining(" bytes usable in " + run)
        .hasCauseInstanceOf(IOException.class);
    assertThat(names()).containsExactly("checkpoint-1");
  }

  private static void commit(RunWriter writer, int step) {
    writer.commit(step, folder -> Files.writeString(folder.resolve("state"), "state of " + step));
  }

  private List<String> names() throws IOException {
    try (var entries = Files.list(run)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !name.startsWith(".writer-"))
          .sorted()
          .toList();
    }
  }

  private static ListAppender<ILoggingEvent> listen() {
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    ((Logger) LoggerFactory.getLogger(CheckpointStore.class)).addAppender(appender);
    return appender;
  }
}
