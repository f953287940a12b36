package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.docent.coordinator.cli.Main;
import org.docent.tests.testkit.Await;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Signals that were captured make the very student that live ones make. Micro-batches of one sample
 * in random order: two epochs of each stage live on one epoch's capture.
 */
@Tag("slow")
class StoredSignalsTest {

  private static final int PRETRAIN_SAMPLES = 11;
  private static final int FINETUNE_SAMPLES = 13;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final List<String> ONE_SAMPLE_IN_RANDOM_ORDER =
      List.of(
          "stage-defaults.shuffle=true",
          "stage-defaults.per-device-train-batch-size=1",
          "stage-defaults.gradient-accumulation-steps=4");

  private static final String NO_TEACHER = "teacher.model-path=/there/is/none";

  @SuppressWarnings("NullAway.Init")
  private static RunFolder live;

  @SuppressWarnings("NullAway.Init")
  private static Path captured;

  private final Path folder;
  private final Path store;
  private final RunFolder run;

  StoredSignalsTest(@TempDir Path folder) {
    this.folder = folder;
    this.store = folder.resolve("store");
    this.run = GoldenFixture.run(folder);
  }

  @BeforeAll
  static void trainLiveAndCapture(@TempDir Path shared) {
    Result trained = docent("train", shared);
    assertThat(trained.exit).as(trained.err).isZero();
    live = GoldenFixture.run(shared);
    captured = shared.resolve("store");
    Result capture = docent("capture", shared, "store.path=" + captured);
    assertThat(capture.exit).as(capture.err).isZero();
    assertThat(capture.out)
        .contains("stage dpt: 0 of 11 micro-batches are in " + captured.resolve("dpt"))
        .contains("captured: the signals are in " + captured);
  }

  @Test
  void aStudentThatReplaysACaptureIsTheOneThatLearntLiveAndNeedsNoTeacher() {
    succeed("train", "signal-source=store", "store.path=" + captured, NO_TEACHER);

    run.assertSameResultAs(live);
    assertThat(run.events("teacher_joined")).isEmpty();
  }

  @Test
  void halfACaptureIsCompletedLiveAndWrittenThrough() {
    succeed("capture", "store.path=" + store, "--shard", "1/2");

    succeed("train", "signal-source=store-then-live", "store.path=" + store, "store.write=true");

    run.assertSameResultAs(live);
    assertWhole(store);
    assertThat(live.events("lease_revoked")).isEmpty();
  }

  @Test
  void aRunThatWritesThroughLeavesAWholeCapture() {
    succeed("train", "store.path=" + store, "store.write=true");

    run.assertSameResultAs(live);
    assertWhole(store);
  }

  @Test
  void aCaptureKilledOnTheWayGoesOnToTheSameSet() {
    DocentProcess first = capture("teacher.random-delay=100ms");
    Await.until(
        "the capture of dpt in " + store,
        PATIENCE,
        () -> {
          assertThat(first.alive()).as(first::printed).isTrue();
          return hasIndex(store.resolve("dpt"));
        });
    first.kill();

    String again = succeed("capture", "store.path=" + store);

    assertThat(again).contains("stage dpt: 11 of 11").contains("stage dft: 0 of 13");
    assertWhole(store);
    succeed("train", "signal-source=store", "store.path=" + store, NO_TEACHER);
    run.assertSameResultAs(live);
  }

  @Test
  void twoCapturesFillOneStoreAtTheSameTime() {
    try (DocentProcess first = capture("--shard", "1/2");
        DocentProcess second = capture("--shard", "2/2")) {
      assertThat(first.await()).as(first::printed).isZero();
      assertThat(second.await()).as(second::printed).isZero();
    }

    assertWhole(store);
    succeed("train", "signal-source=store", "store.path=" + store, NO_TEACHER);
    run.assertSameResultAs(live);
  }

  @Test
  void nodesOfACaptureJoinItsCoordinatorAsInTraining() {
    try (DocentProcess coordinator = capture("--no-workers")) {
      Await.until(
          "the address of the coordinator",
          PATIENCE,
          () -> {
            assertThat(coordinator.alive()).as(coordinator::printed).isTrue();
            return coordinator.answer().contains("coordinator at ");
          });
      String address =
          coordinator
              .answer()
              .lines()
              .filter(line -> line.startsWith("coordinator at "))
              .findFirst()
              .orElseThrow()
              .substring("coordinator at ".length());
      try (DocentProcess teacher = node("teacher", address);
          DocentProcess archive = node("student", address)) {
        assertThat(coordinator.await()).as(coordinator::printed).isZero();
        assertThat(teacher.await()).as(teacher::printed).isZero();
        assertThat(archive.await()).as(archive::printed).isZero();
      }
    }

    assertWhole(store);
  }

  private DocentProcess node(String role, String coordinator) {
    return DocentProcess.start(folder, "node", "--role", role, "--join", coordinator);
  }

  @Test
  void severalStudentsReplayOneStore() {
    succeed(
        "train",
        "signal-source=store-then-live",
        "store.path=" + store,
        "store.write=true",
        "students.one.layout=hf",
        "students.two.layout=hf");

    new RunFolder(run.path().resolve("one")).assertSameResultAs(live);
    new RunFolder(run.path().resolve("two")).assertSameResultAs(live);
    assertWhole(store);
  }

  @Test
  void aDamagedRecordIsNamedAndLeasedLive() throws IOException {
    copyCapture();
    Path damaged = damage("dpt");

    succeed("train", "signal-source=store-then-live", "store.path=" + store, "store.write=true");

    run.assertSameResultAs(live);
    assertThat(run.events("lease_revoked"))
        .allSatisfy(event -> assertThat(event.path("teacher").asText()).isEqualTo("store"))
        .anySatisfy(
            event ->
                assertThat(event.path("reason").asText()).contains(damaged.toString(), "CRC-32C"));
    assertWhole(store);
  }

  @Test
  void withoutTeachersADamagedRecordStopsTheRunAndVerifyingRepairsIt() throws IOException {
    copyCapture();
    Path damaged = damage("dft");

    Result stopped = docent("train", "signal-source=store", "store.path=" + store, NO_TEACHER);

    assertThat(stopped.exit).isOne();
    assertThat(stopped.err)
        .contains("of " + damaged, "CRC-32C", "docent capture with --verify replaces");
    String repair = succeed("capture", "store.path=" + store, "--verify");
    assertThat(repair)
        .contains("stage dft: 12 records are whole, 1 damaged")
        .contains("stage dft: 12 of 13 micro-batches");
    DocentProcess.run(0, folder, "resume", run.path().toString());
    run.assertSameResultAs(live);
  }

  @Test
  void aDamagedHeadIsNamedAndComesBackWithTheNextCapture() throws IOException {
    copyCapture();
    Path head =
        files(store).stream()
            .filter(file -> file.getFileName().toString().startsWith("teacher-head-"))
            .findFirst()
            .orElseThrow();
    byte[] bytes = Files.readAllBytes(head);
    bytes[bytes.length / 2] ^= 1;
    Files.write(head, bytes);

    Result refused = docent("train", "signal-source=store", "store.path=" + store, NO_TEACHER);
    assertThat(refused.exit).isOne();
    assertThat(refused.err).contains("the teacher's head " + head + " cannot be used");
    succeed("capture", "store.path=" + store);

    assertWhole(store);
    succeed("train", "signal-source=store", "store.path=" + store, NO_TEACHER);
    run.assertSameResultAs(live);
  }

  @Test
  void aStoreThatLacksSomethingIsRefusedBeforeTraining() {
    succeed("capture", "store.path=" + store, "--stage", "dpt");

    Result refused = docent("train", "signal-source=store", "store.path=" + store, NO_TEACHER);

    assertThat(refused.exit).isOne();
    assertThat(refused.err)
        .contains("holds 0 of the 21 micro-batches of stage dft and not that of samples [")
        .contains("which step 1 needs: docent capture adds what is missing");
    assertThat(run.path()).doesNotExist();
  }

  @Test
  void signalsThatWereMadeInAnotherWayAreRefusedNamingTheDifference() {
    assertRefused(
        "image-aspect-ratio is square in the store and pad here", "image-aspect-ratio=pad");
    assertRefused("model-max-length is 2048 in the store and 99 here", "model-max-length=99");
    assertRefused("the template is ", "conv-version=qwen2_instruct");
    assertRefused("the template is ", "system-message=\"Be brief.\"");
    assertRefused(
        "the SHA-256 of data-path is ", "data-path=" + GoldenFixture.file("data/finetune.json"));
    Result other =
        docent(
            "train",
            "signal-source=store",
            "store.path=" + captured,
            NO_TEACHER,
            "share-vision-tower=never");
    assertThat(other.err).contains("the vision tower of the features is ", " and none here");
    Result capture =
        docent(
            "capture",
            "store.path=" + captured,
            "teacher.dtype=bf16",
            "teacher.compute-dtype=float32");
    assertThat(capture.err)
        .contains("the teacher's type is float32 in the store and bf16 multiplied in float32 here");
  }

  private void assertRefused(String difference, String setting) {
    Result refused =
        docent(
            "train",
            "signal-source=store",
            "store.path=" + captured,
            NO_TEACHER,
            "stage-defaults." + setting,
            "stage.dpt." + setting);
    assertThat(refused.exit).isOne();
    assertThat(refused.err)
        .contains("the signals in " + captured.resolve("dpt") + " were made in another way: ")
        .contains(difference);
    assertThat(run.path()).doesNotExist();
  }

  /** Everything is there and every record can be read. */
  private void assertWhole(Path of) {
    assertThat(succeed("capture", "store.path=" + of, "--verify"))
        .contains("stage dpt: " + PRETRAIN_SAMPLES + " records are whole, 0 damaged")
        .contains("stage dft: " + FINETUNE_SAMPLES + " records are whole, 0 damaged")
        .contains("nothing is missing");
  }

  private DocentProcess capture(String... arguments) {
    List<String> all = new ArrayList<>(List.of("capture"));
    all.add(GoldenFixture.configuration(folder).toString());
    all.addAll(ONE_SAMPLE_IN_RANDOM_ORDER);
    all.add("store.path=" + store);
    all.addAll(Arrays.asList(arguments));
    return DocentProcess.start(folder, all.toArray(String[]::new));
  }

  private String succeed(String command, String... arguments) {
    Result result = docent(command, arguments);
    assertThat(result.exit).as(result.err).isZero();
    return result.out;
  }

  private Result docent(String command, String... arguments) {
    return docent(command, folder, arguments);
  }

  private record Result(int exit, String out, String err) {}

  private static Result docent(String command, Path folder, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    all.add(GoldenFixture.configuration(folder).toString());
    all.addAll(ONE_SAMPLE_IN_RANDOM_ORDER);
    all.addAll(Arrays.asList(arguments));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Main.run(
            new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    return new Result(exit, out.toString(), err.toString());
  }

  private static boolean hasIndex(Path set) {
    return Files.isDirectory(set)
        && files(set).stream()
            .anyMatch(file -> file.toString().endsWith(".index") && file.toFile().length() > 0);
  }

  /** Damages the last payload of a stage's only segment; returns the segment. */
  private Path damage(String stage) throws IOException {
    Path segment =
        files(store.resolve(stage)).stream()
            .filter(file -> file.toString().endsWith(".signals"))
            .findFirst()
            .orElseThrow();
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length - 200] ^= 1;
    Files.write(segment, bytes);
    return segment;
  }

  private void copyCapture() throws IOException {
    for (Path file : files(captured)) {
      Path target = store.resolve(captured.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }

  private static List<Path> files(Path root) {
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
