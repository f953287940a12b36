package org.docent.coordinator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.run.StudentSetup;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.plan.StepReport;
import org.docent.protocol.settings.AdmissionSettings;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.ClusterSettings;
import org.docent.protocol.settings.DataSettings;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.ModelSettings;
import org.docent.protocol.settings.ObjectiveSettings;
import org.docent.protocol.settings.OptimizerSettings;
import org.docent.protocol.settings.PrecisionSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SavingSettings;
import org.docent.protocol.settings.ScheduleSettings;
import org.docent.protocol.settings.SignalSettings;
import org.docent.protocol.settings.StageSettings;
import org.docent.protocol.settings.StoreSettings;
import org.docent.protocol.settings.StreamSettings;
import org.docent.protocol.settings.StudentSettings;
import org.docent.protocol.settings.TeacherSettings;
import org.docent.protocol.settings.TuningSettings;
import org.docent.protocol.settings.VisionSettings;
import org.docent.protocol.settings.VisionSharing;
import org.docent.protocol.settings.WorkSettings;
import org.docent.protocol.teacher.CanaryScore;
import org.docent.protocol.teacher.TeacherCredentials;
import org.docent.protocol.teacher.TeacherFacts;

/** Settings of small runs. */
public final class TestRuns {

  public static final LossWeights WITH_TEACHER = new LossWeights(1, 1, 1, 0.5);
  public static final LossWeights WITHOUT_TEACHER = LossWeights.SUPERVISED;
  public static final int STRIKES = 3;
  public static final Duration LEASE = Duration.ofSeconds(60);
  public static final Duration HEARTBEAT = Duration.ofSeconds(1);

  /** The student of a run with one. */
  public static final StudentId STUDENT = new StudentId("student", 0);

  private static final ModelSettings MODEL =
      new ModelSettings(Path.of("model"), null, null, null, null);
  private static final DeviceSettings CPU = new DeviceSettings("cpu", 1);

  private TestRuns() {}

  /** What a coordinator is told of each student of a run, all of which begin at one place. */
  public static List<StudentSetup> students(RunSettings run, Supplier<Cursor> start) {
    return run.alone().stream()
        .map(alone -> new StudentSetup(alone, "configuration of " + alone.student().name(), start))
        .toList();
  }

  /** A run in {@code outputDir} with a window of {@code runAhead} and two leases a teacher. */
  public static RunSettings run(Path outputDir, int runAhead, StageSettings... stages) {
    return run(
        outputDir,
        new WorkSettings(runAhead, 2, 1 << 30, LEASE, HEARTBEAT, STRIKES, Duration.ZERO),
        stages);
  }

  /** A run in {@code outputDir}. */
  public static RunSettings run(Path outputDir, WorkSettings work, StageSettings... stages) {
    return run(outputDir, List.of("student"), work, stages);
  }

  /** A run of several students. */
  public static RunSettings run(
      Path outputDir, List<String> students, WorkSettings work, StageSettings... stages) {
    return new RunSettings(
        new RunId("run"),
        outputDir,
        7,
        new TeacherSettings(
            MODEL,
            CPU,
            PrecisionSettings.FLOAT32,
            1,
            Duration.ZERO,
            new AdmissionSettings(0.1, false)),
        students.stream()
            .map(name -> new StudentSettings(name, 7, MODEL, CPU, PrecisionSettings.FLOAT32, "hf"))
            .toList(),
        new VisionSettings(-2, "patch", VisionSharing.NEVER),
        null,
        StoreSettings.NONE,
        List.copyOf(Arrays.asList(stages)),
        work,
        new StreamSettings("", 0, 1 << 20, 4, 1 << 30),
        new ClusterSettings("127.0.0.1", 0));
  }

  /** A stage of {@code steps} steps that commits after each {@code saveSteps}. */
  public static StageSettings stage(
      String name, LossWeights weights, BatchSettings batch, int steps, int saveSteps) {
    return new StageSettings(
        name,
        new DataSettings(
            Path.of("data.json"), null, "phi", null, "square", "pillow-13", 64, true, false, 0),
        new TuningSettings(true, false, false, "initial", "initial", "initial", false),
        new ObjectiveSettings(weights, Divergence.FORWARD_KL, 0.9, 1, 64),
        new OptimizerSettings(1e-3, 0, 0.9, 0.999, 1e-8, 1, 0),
        new ScheduleSettings("cosine", 0.03, 0, 1, steps),
        batch,
        new SavingSettings(saveSteps, 2, 1),
        SignalSettings.HIDDEN);
  }

  /** What a teacher with those weights shows; its canary's rows are of that length. */
  public static TeacherCredentials credentials(String weights, float length) {
    TeacherFacts facts =
        new TeacherFacts(
            weights,
            "tokens",
            new TeacherFacts.Preprocessing(384, "patch", 26, 728),
            "of version 3",
            "0.1.0",
            new TeacherFacts.HeldAs(Dtype.FLOAT32, Dtype.FLOAT32));
    return new TeacherCredentials(
        facts, new CanaryScore(List.of(length / 2, -length, length, 0f, length)));
  }

  /** The report of a step in which nothing was finite. */
  public static StepReport leftOut(String fault) {
    double nan = Double.NaN;
    return new StepReport(
        nan, nan, nan, nan, nan, nan, 1e-3, 1e-3, 8, 0, List.of(), fault, 300, 100);
  }

  /** The same stage with its samples grouped by modality and length. */
  public static StageSettings grouped(StageSettings stage) {
    DataSettings data = stage.data();
    return new StageSettings(
        stage.name(),
        new DataSettings(
            data.dataPath(),
            data.imageFolder(),
            data.conversation(),
            data.systemMessage(),
            data.imageAspectRatio(),
            data.imageResize(),
            data.modelMaxLength(),
            data.shuffle(),
            true,
            data.skipCorruptSamples()),
        stage.tuning(),
        stage.objective(),
        stage.optimizer(),
        stage.schedule(),
        stage.batch(),
        stage.saving(),
        stage.signals());
  }

  public static StepReport report(int samples) {
    return new StepReport(
        2.5, 1, 0.5, 0.25, 0.75, 3, 1e-3, 9e-4, samples, 0, List.of(), null, 300, 100);
  }
}
