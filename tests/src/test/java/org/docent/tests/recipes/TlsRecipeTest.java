package org.docent.tests.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.docent.tests.testkit.RunProcesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What conf/tls.conf says to do, done. */
@Tag("slow")
@Tag("cluster")
class TlsRecipeTest {

  private static final Path RECIPE = Path.of("..", "conf", "tls.conf").toAbsolutePath();

  private final Path folder;
  private final RunFolder run;
  private final RunProcesses nodes;

  TlsRecipeTest(@TempDir Path folder) {
    this.folder = folder;
    this.run = GoldenFixture.run(folder);
    this.nodes = new RunProcesses(folder);
  }

  @AfterEach
  void endWhatIsLeft() {
    nodes.close();
  }

  @Test
  void theCommandsOfTheRecipeMakeCertificatesWithWhichNodesMeet() throws Exception {
    assumeTrue(ranWell("openssl version"), "openssl is not there: nothing of the recipe was run");
    List<String> lines = Files.readAllLines(RECIPE);
    String commands =
        lines.stream()
            .filter(line -> line.startsWith("#     ") && !line.contains("./docent"))
            .map(line -> line.substring(6))
            .collect(Collectors.joining("\n"))
            .replace("hostB", "localhost")
            .replace("10.0.0.2", "127.0.0.1");
    assertThat(commands.lines().filter(line -> line.contains("openssl"))).hasSize(3);
    assertThat(ranWell("set -e\n" + commands)).as(commands).isTrue();
    Files.copy(RECIPE, folder.resolve("tls.conf"));

    DocentProcess coordinator = nodes.coordinatorOf("include \"tls.conf\"");
    DocentProcess teacher =
        nodes.join("--role", "teacher", "--name", "first", "--conf", RECIPE.toString());
    run.awaitEvent("teacher_joined", "first", coordinator);
    assertThat(teacher.alive()).isTrue();
  }

  private boolean ranWell(String script) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("bash", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("shell.log").toFile())
            .start();
    return shell.waitFor(60, TimeUnit.SECONDS) && shell.exitValue() == 0;
  }
}
