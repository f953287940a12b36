package org.docent.coordinator.simulation;

import java.util.List;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.plan.StepReport;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.DataSettings;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.ObjectiveSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SavingSettings;
import org.docent.protocol.settings.ScheduleSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.settings.StageSettings;
import org.docent.protocol.settings.StudentSettings;
import org.docent.protocol.settings.WorkSettings;
import org.docent.protocol.signal.SignalLocation;
import org.docent.protocol.teacher.CanaryScore;
import org.docent.protocol.teacher.TeacherCredentials;
import org.docent.protocol.teacher.TeacherFacts;

/** What runs without models and files are made of. */
final class VirtualRuns {

  /** Where a virtual teacher's signals lie. */
  static final SignalLocation NOWHERE = new SignalLocation("virtual", "host", 1);

  private static final RunSettings RECIPE =
      SettingsLoader.parse(
          """
          name = virtual
          output-dir = virtual
          teacher.model-path = teacher
          student.model-path = student
          stage-defaults { data-path = data.json, image-folder = null }
          """);

  /** What every sound teacher shows. */
  static final TeacherCredentials CREDENTIALS =
      new TeacherCredentials(
          new TeacherFacts(
              "weights",
              "tokens",
              new TeacherFacts.Preprocessing(384, "patch", 26, 728),
              "programs",
              "version",
              new TeacherFacts.HeldAs(Dtype.FLOAT32, Dtype.FLOAT32)),
          new CanaryScore(List.of(0.5f, -1f, 1f, 0f, 1f)));

  /** What a step reports, whatever it trained on. */
  static final StepReport REPORT =
      new StepReport(2, 1, 0.5, 0.25, 0.5, 3, 1e-3, 1e-3, 1, 0, List.of(), null, 10, 0);

  private VirtualRuns() {}

  /** Of a stage: what of it matters to a coordinator. */
  record Stage(
      String name,
      boolean teacher,
      boolean grouped,
      BatchSettings batch,
      int steps,
      int saveSteps) {}

  /** A run of those students through those stages. */
  static RunSettings run(List<String> students, WorkSettings work, List<Stage> stages) {
    StudentSettings student = RECIPE.student();
    return new RunSettings(
        RECIPE.id(),
        RECIPE.outputDir(),
        RECIPE.seed(),
        RECIPE.teacher(),
        students.stream()
            .map(
                name ->
                    new StudentSettings(
                        name,
                        student.seed(),
                        student.model(),
                        student.device(),
                        student.precision(),
                        student.layout()))
            .toList(),
        RECIPE.vision(),
        RECIPE.comparedVocabulary(),
        RECIPE.store(),
        stages.stream().map(VirtualRuns::stage).toList(),
        work,
        RECIPE.stream(),
        RECIPE.cluster());
  }

  private static StageSettings stage(Stage stage) {
    StageSettings like = RECIPE.stage(0);
    DataSettings data = like.data();
    ObjectiveSettings aim = like.objective();
    LossWeights weights = stage.teacher() ? new LossWeights(1, 1, 1, 0.5) : LossWeights.SUPERVISED;
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
            /* shuffle= */ true,
            stage.grouped(),
            data.skipCorruptSamples()),
        like.tuning(),
        new ObjectiveSettings(
            weights, aim.divergence(), aim.lambda(), aim.temperature(), aim.chunkRows()),
        like.optimizer(),
        new ScheduleSettings("cosine", 0, 0, 1, stage.steps()),
        stage.batch(),
        new SavingSettings(stage.saveSteps(), 2, 1),
        like.signals());
  }
}
