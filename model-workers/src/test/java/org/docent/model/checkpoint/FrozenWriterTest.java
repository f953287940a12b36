package org.docent.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is frozen in the middle of a commit while another takes its place. */
class FrozenWriterTest {

  private final Path run;

  FrozenWriterTest(@TempDir Path run) {
    this.run = run;
  }

  @Test
  void cannotCommitWhenItWakes() throws Exception {
    Process old = start();
    try (BufferedReader said = old.inputReader(StandardCharsets.UTF_8)) {
      awaitLine(said, "half");
      signal("STOP", old);
      RunWriter successor = RunWriter.claim(run);
      assertThat(new CheckpointStore(run).latest()).isEmpty();
      successor.commit(7, folder -> Files.writeString(folder.resolve("state"), "new"));
      Files.createFile(run.resolve("go-on"));
      signal("CONT", old);

      assertThat(old.waitFor(1, TimeUnit.MINUTES)).isTrue();
      awaitLine(
          said,
          "another student of this run has taken over %s (term 2 above 1): this one stops"
              .formatted(run));
      assertThat(old.exitValue()).isEqualTo(3);
    } finally {
      old.destroyForcibly();
    }
    assertThat(run.resolve("checkpoint-7/state")).hasContent("new");
    assertThat(CheckpointManifest.damage(run.resolve("checkpoint-7"))).isEmpty();
    assertThat(names()).containsExactly(".writer-2", "checkpoint-7", "go-on");
    assertThat(run.resolve(".writer-2")).isEmptyDirectory();
  }

  @Test
  void commitsWhenItWakesBeforeAnybodyTookItsPlace() throws Exception {
    Process old = start();
    try (BufferedReader said = old.inputReader(StandardCharsets.UTF_8)) {
      awaitLine(said, "half");
      signal("STOP", old);
      Files.createFile(run.resolve("go-on"));
      signal("CONT", old);

      assertThat(old.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(old.exitValue()).isZero();
    } finally {
      old.destroyForcibly();
    }
    assertThat(run.resolve("checkpoint-7/second")).hasContent("old");
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            SlowWriter.class.getName(),
            run.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Reads up to that line; what is logged comes the same way. */
  private static void awaitLine(BufferedReader said, String wanted) throws IOException {
    String line = said.readLine();
    while (line != null && !line.equals(wanted)) {
      line = said.readLine();
    }
    assertThat(line).isEqualTo(wanted);
  }

  private static void signal(String name, Process process) throws Exception {
    try {
      int exit = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
      assertThat(exit).isZero();
    } catch (IOException e) {
      System.out.println("a frozen writer was not tested: there is no command kill here");
      Assumptions.abort("no command kill: " + e.getMessage());
    }
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(run)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList().stream();
    }
  }
}
