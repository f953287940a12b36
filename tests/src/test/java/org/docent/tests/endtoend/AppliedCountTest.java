package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.tests.testkit.AppliedCount;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event log of a run tells that everything was applied once, and when it was not. */
@Tag("slow")
class AppliedCountTest {

  private final Path folder;

  AppliedCountTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theGoldenRunAppliesEveryMicroBatchOnce() {
    AppliedCount.assertEachOnce(GoldenRun.undisturbed().run(), "student-0", GoldenRun.SAMPLES);
  }

  @Test
  void whatIsMissingDoubledOrChangedIsNoticed() throws IOException {
    List<String> lines = events();
    int step = stepApplied(lines, 8);
    List<String> missing = new ArrayList<>(lines);
    missing.remove(step);
    List<String> doubled = new ArrayList<>(lines);
    doubled.add(step, lines.get(step));
    List<String> changed = new ArrayList<>(lines);
    changed.set(step, lines.get(step).replaceFirst(":(\\d+),\\d+", ":$1,$1"));

    for (List<String> wrong : List.of(missing, doubled, changed)) {
      Files.write(folder.resolve("events.jsonl"), wrong);
      assertThatThrownBy(
              () ->
                  AppliedCount.assertEachOnce(
                      new RunFolder(folder), "student-0", GoldenRun.SAMPLES))
          .isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void theScriptCountsTheSame() throws Exception {
    Assumptions.assumeTrue(hasPython(), "count_applied.py is run by python3, which is not here");
    assertThat(count(GoldenRun.undisturbed().run().path()))
        .contains("student-0 dft: 6 of 6 steps", "finished", "exit 0");
    List<String> lines = events();
    lines.remove(stepApplied(lines, 8));
    Files.write(folder.resolve("events.jsonl"), lines);

    assertThat(count(folder)).contains("step 9 is applied after step 7", "exit 1");
  }

  private static List<String> events() throws IOException {
    return new ArrayList<>(
        Files.readAllLines(GoldenRun.undisturbed().run().path().resolve("events.jsonl")));
  }

  private static int stepApplied(List<String> lines, int globalStep) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("step_applied")
          && lines.get(i).contains("\"global_step\":" + globalStep + ",")) {
        return i;
      }
    }
    throw new AssertionError("no step_applied of step " + globalStep);
  }

  private static boolean hasPython() {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private static String count(Path run) throws Exception {
    Process counting =
        new ProcessBuilder("python3", "count_applied.py", run.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(counting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said + "exit " + counting.waitFor();
  }
}
