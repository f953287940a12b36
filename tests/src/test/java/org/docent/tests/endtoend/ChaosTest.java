package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.tests.testkit.AppliedCount;
import org.docent.tests.testkit.Chaos;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes of every role killed and frozen by schedules that a seed draws: the student ends with
 * the bytes of an undisturbed run, and the event log says that everything was applied once. {@code
 * -Ddocent.chaos.seeds=20} takes more of them, {@code -Ddocent.chaos.first=7} begins elsewhere.
 */
@Tag("slow")
@Tag("cluster")
class ChaosTest {

  private static final int SEEDS = Integer.getInteger("docent.chaos.seeds", 1);
  private static final int FIRST = Integer.getInteger("docent.chaos.first", 1);
  private static final int STRIKES = 5;

  @Test
  void whateverIsKilledOrFrozenTheStudentIsTheSame(@TempDir Path folder) {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/self/cmdline")), "roles are read from Linux's /proc");
    for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
      Path its = folder.resolve("seed-" + seed);
      RunFolder run = GoldenFixture.run(its);
      try (Chaos chaos = new Chaos(its, seed)) {
        chaos.train(STRIKES);
        System.out.printf("chaos of seed %d: %s%n", seed, chaos.history());
        assertThat(chaos.history()).isNotEmpty();
        run.assertSameResultAs(GoldenRun.undisturbed().run());
        AppliedCount.assertEachOnce(run, "student-0", GoldenRun.SAMPLES);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }
}
