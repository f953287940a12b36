package org.docent.coordinator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.docent.actors.tls.Tls;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.CapturePlanner;
import org.docent.coordinator.run.RunOutcome;
import org.docent.model.capture.SignalFacts;
import org.docent.model.storage.DurableFile;
import org.docent.model.storage.IoReason;
import org.docent.model.store.StoredSet;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.jspecify.annotations.Nullable;

/**
 * One capture: the run it is of, looked at and settled as for training. Its own directory, with its
 * configuration and events, is {@code captures/PROCESS} in the store.
 */
final class CaptureJob {

  private final LoadedRun capture;
  private final Preflight preflight;

  private CaptureJob(LoadedRun capture, Preflight preflight) {
    this.capture = capture;
    this.preflight = preflight;
  }

  /** Looks at everything that a capture of that run needs. */
  static CaptureJob prepare(LoadedRun loaded) {
    String process = Long.toString(ProcessHandle.current().pid());
    Path directory = loaded.settings().store().folder().resolve("captures").resolve(process);
    LoadedRun capture = loaded.capturing(directory);
    SettingsLoader.parse(
        capture.resolvedText(), "docent capture"); // needs a teacher where the run does not
    Preflight preflight = Preflight.of(capture.settings());
    return new CaptureJob(capture.settled(preflight.sameTower(), preflight.compared()), preflight);
  }

  RunSettings run() {
    return capture.settings();
  }

  /** Plans the training of a stage. */
  BatchPlanner planner(int stage) {
    return preflight.planner(run(), stage);
  }

  /**
   * Opens what was captured so far, and mends its indexes.
   *
   * @throws DocentException when it was captured in another way
   */
  RunStore openStore() {
    RunStore store = RunStore.open(run());
    try (ModelSource teacher = ModelSource.openTeacher(run().teacher().model(), run().vision())) {
      SignalFacts facts = new SignalFacts(run(), teacher);
      for (int stage = 0; stage < run().stages().size(); stage++) {
        int index = stage;
        store.set(stage).ifPresent(set -> requireSame(set, facts, index));
      }
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void requireSame(StoredSet set, SignalFacts facts, int stage) {
    Path folder = run().store().folderOf(run().stage(stage));
    set.manifest().ifPresent(manifest -> manifest.requireFacts(facts.made(stage), folder));
    set.mendIndexes();
  }

  /** Captures what those planners name; returns the exit code. */
  int run(List<CapturePlanner> planners, boolean elsewhere, @Nullable Tls tls, PrintWriter out) {
    try {
      Files.createDirectories(run().outputDir());
    } catch (IOException e) {
      throw DocentException.stop(
          "store.path %s cannot be made (%s); choose another"
              .formatted(run().store().folder(), IoReason.of(e)),
          e);
    }
    DurableFile.write(
        run().outputDir().resolve(RunDirectory.CONFIGURATION),
        capture.resolvedText().getBytes(StandardCharsets.UTF_8));
    CaptureProgress progress = new CaptureProgress(planners, System::nanoTime);
    LocalRun running =
        elsewhere
            ? LocalRun.coordinate(capture, planners, preflight.teacher(), progress, tls)
            : LocalRun.capture(capture, planners, preflight.teacher(), progress, tls);
    if (elsewhere) {
      out.printf("coordinator at %s%n", running.address());
      out.flush();
    }
    return running.await("the same command", outcome -> exit(outcome, out));
  }

  private int exit(RunOutcome outcome, PrintWriter out) {
    if (outcome instanceof RunOutcome.Failed failed) {
      throw DocentException.stop(failed.message());
    }
    out.println(
        outcome instanceof RunOutcome.Finished
            ? "captured: the signals are in " + run().store().folder()
            : "stopped: the same command goes on");
    out.flush();
    return 0;
  }
}
