package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.docent.tests.testkit.Await;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.docent.tests.testkit.RunProcesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A student that is frozen takes no signals: teachers fill the window and then rest. The cluster
 * takes it for lost meanwhile, so that it ends when it wakes, and another goes on in its place.
 */
@Tag("slow")
@Tag("cluster")
class StoppedStudentTest {

  /** What two JVMs' heaps may do in this time. */
  private static final long MOST_GROWTH = 16_000_000;

  private final RunProcesses nodes;
  private final RunFolder run;

  StoppedStudentTest(@TempDir Path folder) {
    this.nodes = new RunProcesses(folder);
    this.run = GoldenFixture.run(folder);
  }

  @AfterEach
  void endWhatIsLeft() {
    nodes.close();
  }

  @Test
  void leavesTheTeachersMemoryWhereItWasAndTheRunTheSame() {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/self/status")), "memory is read from Linux's /proc");
    DocentProcess coordinator = nodes.coordinator("teacher.random-delay=200ms");
    List<DocentProcess> teachers =
        List.of(
            nodes.join("--role", "teacher", "--name", "first"),
            nodes.join("--role", "teacher", "--name", "second"));
    DocentProcess student = nodes.join("--role", "student");
    run.awaitSteps(2, coordinator);

    student.freeze();
    Await.until(
        "the coordinator to miss the student",
        Duration.ofMinutes(1),
        () -> coordinator.printed().contains("lost: its node left the cluster"));
    long missed = System.nanoTime(); // by now the teachers have filled the window
    long begin = resident(teachers);
    long[] most = {begin};
    Await.until(
        "ten seconds to pass",
        Duration.ofMinutes(1),
        () -> {
          most[0] = Math.max(most[0], resident(teachers));
          return System.nanoTime() - missed > Duration.ofSeconds(10).toNanos();
        });
    student.wake();

    assertThat(most[0] - begin).isLessThan(MOST_GROWTH);
    assertThat(student.await()).as(student::printed).isNotZero();
    nodes.forget(student);
    nodes.join("--role", "student");
    nodes.assertAllEndWell();
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  /** Bytes of all of them. */
  private static long resident(List<DocentProcess> processes) {
    return processes.stream().mapToLong(process -> resident(process.process().pid())).sum();
  }

  private static long resident(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
      throw new AssertionError("process " + pid + " has no resident memory");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
