package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose whole process dies, or is asked to stop, and goes on to the very same student. */
@Tag("slow")
class KillAndResumeTest {

  private static final int SIGTERM_EXIT = 128 + 15;

  /** Slow enough that a test sees where a stage with a teacher is. */
  private static final String SLOW_TEACHER = "teacher.random-delay=100ms";

  private final Path folder;
  private final RunFolder run;

  KillAndResumeTest(@TempDir Path folder) {
    this.folder = folder;
    this.run = GoldenFixture.run(folder);
  }

  @Test
  void aRunKilledInEveryStageEndsInTheSameBytes() {
    SplittableRandom moments = new SplittableRandom(20);
    int inSecondStage = moments.nextInt(7, 11);
    int inThirdStage = moments.nextInt(13, 17);

    killAfter(1, train("stage-defaults.save-steps=2"));
    killAfter(inSecondStage, resume());
    killAfter(inThirdStage, resume());
    String printed = DocentProcess.run(0, folder, "resume", run.path().toString());

    assertThat(printed).contains("finished: the student is");
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  @Test
  void aRunToldToStopCommitsACheckpointAndSaysHowToGoOn() {
    DocentProcess process = train("stage-defaults.save-steps=0");
    run.awaitSteps(13, process);
    process.terminate();
    int exit = process.await();

    assertThat(exit).as(process::printed).isEqualTo(SIGTERM_EXIT);
    assertThat(process.printed()).contains("docent resume " + run.path());
    List<Integer> checkpoints = run.checkpoints();
    int stoppedAt = checkpoints.get(checkpoints.size() - 1);
    assertThat(stoppedAt).isBetween(13, 17);
    assertThat(run.metrics()).hasSize(stoppedAt);
    assertThat(run.events("stopped")).hasSize(1);

    DocentProcess.run(0, folder, "resume", run.path().toString());
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  private DocentProcess train(String setting) {
    String conf = GoldenFixture.configuration(folder).toString();
    return DocentProcess.start(folder, "train", conf, SLOW_TEACHER, setting);
  }

  private DocentProcess resume() {
    return DocentProcess.start(folder, "resume", run.path().toString());
  }

  private void killAfter(int steps, DocentProcess process) {
    run.awaitSteps(steps, process);
    process.kill();
    assertThat(run.events("finished")).isEmpty();
  }
}
