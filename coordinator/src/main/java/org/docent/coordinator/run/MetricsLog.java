package org.docent.coordinator.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.docent.coordinator.term.JsonLines;
import org.docent.coordinator.term.Term;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.RunSettings;

/**
 * Writes a student's {@code metrics.jsonl}: a {@link MetricsLine} for each of its steps, once, in
 * order. What lies past the place that the student goes back to is dropped, since those steps are
 * taken again; nothing is before the student has said where it is, since one that outlived its
 * coordinator does not go back.
 */
public final class MetricsLog implements RunObserver, AutoCloseable {

  /** Name of the file in a run directory. */
  public static final String FILE = "metrics.jsonl";

  private final RunSettings settings;
  private final StudentId student;
  private final JsonLines lines;
  private int recorded;
  private int era;

  /**
   * Takes over the log of a student.
   *
   * @param settings the run as this student sees it
   * @throws org.docent.protocol.failure.DocentException when the file cannot be read or written
   */
  public MetricsLog(RunSettings settings, Term term) {
    this.settings = settings;
    this.student = new StudentId(settings.student().name(), 0);
    Path file = settings.outputDir().resolve(FILE);
    this.lines = new JsonLines(file, term);
    try {
      this.recorded =
          JsonLines.read(file).stream().mapToInt(MetricsLog::globalStep).max().orElse(0);
    } catch (IOException e) {
      throw DocentException.stop("%s cannot be read (%s)".formatted(file, IoReason.of(e)), e);
    }
  }

  /** The lines of a run directory's log; none when there is no log. */
  public static List<MetricsLine> read(Path runDirectory) throws IOException {
    return JsonLines.read(runDirectory.resolve(FILE)).stream().map(MetricsLine::parse).toList();
  }

  @Override
  public void stepDone(AppliedStep step) {
    if (step.student().equals(student)) {
      int number = step.globalStep();
      int now = era();
      lines.append(
          MetricsLine.of(step, settings.stage(step.step().stage()).weights()).toJson(),
          () -> written(number, now));
    }
  }

  private synchronized int era() {
    return era;
  }

  private synchronized void written(int globalStep, int then) {
    if (then == era) {
      recorded = Math.max(recorded, globalStep);
    }
  }

  @Override
  public synchronized OptionalInt recorded(StudentId whose) {
    return whose.equals(student) ? OptionalInt.of(recorded) : OptionalInt.empty();
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

  /** Drops what lies past that step: nobody is alive who took it. */
  public void dropAfter(int globalStep) {
    synchronized (this) {
      era++;
      recorded = Math.min(recorded, globalStep);
    }
    lines.keepOnly(line -> globalStep(line) <= globalStep);
  }

  private static int globalStep(JsonNode line) {
    return line.path("global_step").asInt();
  }

  /** Writes what is waiting. */
  @Override
  public void close() {
    lines.close();
  }
}
