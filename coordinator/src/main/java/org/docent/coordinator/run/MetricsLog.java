package org.docent.coordinator.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.RunSettings;

/**
 * Writes a student's {@code metrics.jsonl}: a {@link MetricsLine} for each of its steps, once, in
 * order. What lies past the checkpoint a run is taken up from, or the student goes back to, is
 * dropped, since those steps are taken again.
 */
public final class MetricsLog implements RunObserver, AutoCloseable {

  /** Name of the file in a run directory. */
  public static final String FILE = "metrics.jsonl";

  private final RunSettings settings;
  private final StudentId student;
  private final JsonLines lines;

  /**
   * Opens the log of a student.
   *
   * @param settings the run as this student sees it
   * @param globalStep steps done in the checkpoint it is taken up from; 0 for a new run
   */
  public MetricsLog(RunSettings settings, int globalStep) {
    this.settings = settings;
    this.student = new StudentId(settings.student().name(), 0);
    this.lines = new JsonLines(settings.outputDir().resolve(FILE));
    dropAfter(globalStep);
  }

  /** The lines of a run directory's log; none when there is no log. */
  public static List<MetricsLine> read(Path runDirectory) throws IOException {
    return JsonLines.read(runDirectory.resolve(FILE)).stream().map(MetricsLine::parse).toList();
  }

  @Override
  public void stepDone(AppliedStep step) {
    if (step.student().equals(student)) {
      lines.append(MetricsLine.of(step, settings.stage(step.step().stage()).weights()).toJson());
    }
  }

  @Override
  public void stageBegun(
      StudentId whose, String stageName, int totalSteps, StepId next, int globalStep) {
    rewound(whose, next, globalStep);
  }

  @Override
  public void rewound(StudentId whose, StepId next, int globalStep) {
    if (whose.equals(student)) {
      dropAfter(globalStep);
    }
  }

  private void dropAfter(int globalStep) {
    lines.keepOnly(line -> line.path("global_step").asInt() <= globalStep);
  }

  /** Writes what is waiting. */
  @Override
  public void close() {
    lines.close();
  }
}
