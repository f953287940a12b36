package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.docent.tests.testkit.Await;
import org.docent.tests.testkit.BenchmarkFiles;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A benchmark whose process dies in the middle, and goes on to the very same files. */
@Tag("slow")
class EvalKillTest {

  private static final int QUESTIONS = 60;

  private final Path folder;

  EvalKillTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void killedTwiceItEndsInTheSameBytesAndOtherModelsAnswersAreNeverTaken() throws IOException {
    BenchmarkFiles pope = BenchmarkFiles.unpack("pope", folder.resolve("files"));
    SplittableRandom moments = new SplittableRandom(6);

    killAfter(moments.nextInt(3, 12), pope);
    Path partial = partials("killed").get(0);
    Files.writeString(partial, "{\"index\": 59, \"te", StandardOpenOption.APPEND);
    killAfter(moments.nextInt(5, 20), pope);
    killAfter(moments.nextInt(3, 12), pope, "--system-message=Answer.");
    String printed = DocentProcess.run(0, folder, command(pope, "killed"));

    assertThat(printed).containsPattern("pope: \\d\\d of 60 answers were there");
    DocentProcess.run(0, folder, command(pope, "undisturbed", "--device=cpu,cpu"));
    for (String name : List.of("pope/answers.jsonl", "pope/results.json")) {
      assertThat(folder.resolve("killed").resolve(name))
          .hasSameBinaryContentAs(folder.resolve("undisturbed").resolve(name));
    }
    assertThat(partial).doesNotExist();
    assertThat(partials("killed")).as("that of the other model is left to it").hasSize(1);
  }

  @Test
  void twoProcessesDoNotWriteToOneLog() throws IOException {
    BenchmarkFiles pope = BenchmarkFiles.unpack("pope", folder.resolve("files"));
    try (DocentProcess first = start(pope, "out")) {
      awaitLines(2, "out", first);
      first.freeze(); // or it is done before the other has begun
      String printed = DocentProcess.run(1, folder, command(pope, "out"));
      assertThat(printed).contains("docent: Another docent eval is writing to ");
    }
  }

  private DocentProcess start(BenchmarkFiles files, String output, String... more) {
    return DocentProcess.start(folder, command(files, output, more));
  }

  private String[] command(BenchmarkFiles files, String output, String... more) {
    Stream<String> command =
        Stream.of(
            "eval",
            "--benchmark=pope",
            "--limit=" + QUESTIONS,
            "--model-path=" + GoldenFixture.file("teacher"),
            "--data-dir=" + files.data(),
            "--output=" + folder.resolve(output));
    return Stream.concat(command, Stream.of(more)).toArray(String[]::new);
  }

  /** Kills a process once it has given so many more answers. */
  private void killAfter(int answers, BenchmarkFiles files, String... more) {
    long before = lines("killed");
    DocentProcess process = start(files, "killed", more);
    awaitLines(before + answers, "killed", process);
    process.kill();
    assertThat(folder.resolve("killed/pope/answers.jsonl")).doesNotExist();
  }

  private void awaitLines(long lines, String output, DocentProcess process) {
    Await.until(
        lines + " lines in the logs",
        Duration.ofMinutes(2),
        () -> !process.alive() || lines(output) > lines);
    assertThat(process.alive()).as(process::printed).isTrue();
  }

  /** Whole lines of all logs, their keys included. */
  private long lines(String output) {
    return partials(output).stream().mapToLong(EvalKillTest::linesOf).sum();
  }

  private static long linesOf(Path file) {
    try {
      return Files.readString(file).chars().filter(character -> character == '\n').count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> partials(String output) {
    Path pope = folder.resolve(output).resolve("pope");
    if (!Files.isDirectory(pope)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(pope)) {
      return files.filter(file -> file.toString().endsWith(".partial")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
