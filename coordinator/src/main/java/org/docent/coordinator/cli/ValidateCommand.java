package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.Padding;
import org.docent.coordinator.ledger.PlanShape;
import org.docent.model.data.DatasetFault;
import org.docent.model.data.DatasetSummary;
import org.docent.model.data.StageData;
import org.docent.model.loss.ComparedVocabulary;
import org.docent.model.memory.MachineMemory;
import org.docent.model.memory.MemoryNeed;
import org.docent.model.memory.ParameterCount;
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.VlmConfig;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.DataSettings;
import org.docent.protocol.settings.EvaluationSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads everything a run would read and says what would happen. */
@Command(
    name = "validate",
    description = {
      "Reads all models, records and images of a run, trains nothing, and says what would happen.",
      "Ends with 1 when something would stop the run."
    })
final class ValidateCommand implements Callable<Integer> {

  private static final int FAULTS_SHOWN = 20;

  @Mixin private ConfArguments arguments = new ConfArguments();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    RunSettings run = arguments.load().settings();
    PrintWriter out = spec.commandLine().getOut();
    Preflight preflight = Preflight.of(run);
    if (run.runsTeacher()) {
      try (ModelSource teacher = ModelSource.openTeacher(run.teacher().model(), run.vision())) {
        out.printf(
            "teacher: %s; %s%n",
            ParameterCount.of(teacher.config(), Set.of()), preflight.memory().teacher());
      }
    }
    int unusable = 0;
    for (RunSettings alone : run.alone()) {
      if (run.students().size() > 1) {
        out.printf("student %s%n", alone.student().name());
      }
      unusable = Math.max(unusable, unusableStages(alone, preflight, out));
    }
    MachineMemory.here()
        .available()
        .ifPresent(
            bytes ->
                out.printf(
                    "in one process: %s; %s are available here%n",
                    preflight.memory().together(run), MemoryNeed.size(bytes)));
    out.flush();
    if (unusable > 0) {
      throw DocentException.stop(
          "%d of %d stages would stop: mend what stands under their names, or raise skip-corrupt-samples"
              .formatted(unusable, run.stages().size()));
    }
    out.println("nothing would stop this run");
    out.flush();
    return 0;
  }

  /** Looks at a student's stages; how many of them would stop. */
  private static int unusableStages(RunSettings run, Preflight preflight, PrintWriter out) {
    int unusable = 0;
    try (ModelSource student = ModelSource.openStudent(run.student(), run.vision())) {
      if (run.runsTeacher()) {
        try (ModelSource teacher = ModelSource.openTeacher(run.teacher().model(), run.vision())) {
          ComparedVocabulary vocabulary = vocabulary(teacher, student);
          if (vocabulary.isCut()) {
            out.printf("vocabulary: %s%n", vocabulary);
          }
        }
      }
      try (TextTokenizer tokenizer = student.openTokenizer()) {
        for (int i = 0; i < run.stages().size(); i++) {
          unusable += new Look(run, preflight, student, tokenizer, out).at(i);
        }
      }
    }
    return unusable;
  }

  private static ComparedVocabulary vocabulary(ModelSource teacher, ModelSource student) {
    try (TextTokenizer tokenizer = student.openTokenizer()) {
      return new ComparedVocabulary(
          teacher.config().language().vocabSize(),
          student.config().language().vocabSize(),
          tokenizer.vocabSize());
    }
  }

  /** What a stage is looked at with. */
  private record Look(
      RunSettings run,
      Preflight preflight,
      ModelSource student,
      TextTokenizer tokenizer,
      PrintWriter out) {

    /** Returns 1 when what its data hold would stop the stage. */
    int at(int index) {
      StageSettings stage = run.stage(index);
      VlmConfig config = student.config();
      DatasetSummary summary = summary(stage.data(), config);
      out.printf(
          "stage %s: %d steps of %d samples%n",
          stage.name(), preflight.timeline().totalSteps(index), stage.batch().globalBatch());
      out.printf(
          "  data: %d samples, %d with an image, %d text only; longest %d of %d, %d truncated; %d supervised tokens, %d samples without any%n",
          summary.samples(),
          summary.withImage(),
          summary.textOnly(),
          summary.longest(),
          stage.data().modelMaxLength(),
          summary.truncated(),
          summary.supervised(),
          summary.unsupervised());
      BatchPlanner planner =
          new BatchPlanner(PlanShape.of(run, index, preflight.samples().get(index)));
      out.printf(
          Locale.ROOT,
          "  micro-batches of %d: %.1f %% of their positions are padding%n",
          stage.batch().microBatch(),
          100 * Padding.ofFirstEpoch(planner, i -> summary.lengths()[i]).share());
      out.printf(
          "  student: %s; %s%n",
          ParameterCount.of(config, Part.trainedBy(stage.tuning())),
          preflight.memory().student(run.student().name()).get(index));
      print(summary.faults(), stage.data(), out);
      boolean nothingToLearn =
          summary.supervised() == 0 && stage.weights().vis() == 0 && stage.weights().rel() == 0;
      if (nothingToLearn) {
        out.println("  no sample has a supervised token: docent inspect shows what is masked");
      }
      boolean unusable = summary.faults().size() > stage.data().skipCorruptSamples();
      return nothingToLearn || unusable || !heldOutIsWhole(stage, config) ? 1 : 0;
    }

    private boolean heldOutIsWhole(StageSettings stage, VlmConfig config) {
      EvaluationSettings evaluation = stage.saving().evaluation();
      if (evaluation == null) {
        return true;
      }
      DataSettings heldOut = stage.data().heldOut(evaluation.dataPath());
      DatasetSummary summary = summary(heldOut, config);
      out.printf(
          "  held out: %d samples, evaluated every %d steps%n",
          summary.samples(), evaluation.steps());
      print(summary.faults(), heldOut, out);
      return summary.faults().isEmpty();
    }

    private DatasetSummary summary(DataSettings settings, VlmConfig config) {
      StageData data =
          StageData.open(settings, tokenizer, config.vision().imageSize(), config.visualTokens());
      return DatasetSummary.read(
          data.reader(), config.visualTokens(), settings.modelMaxLength(), read -> {});
    }
  }

  private static void print(List<DatasetFault> faults, DataSettings data, PrintWriter out) {
    if (faults.isEmpty()) {
      return;
    }
    out.printf(
        "  %d corrupt samples, skip-corrupt-samples allows %d:%n",
        faults.size(), data.skipCorruptSamples());
    faults.stream().limit(FAULTS_SHOWN).forEach(fault -> out.printf("    %s%n", fault.reason()));
    if (faults.size() > FAULTS_SHOWN) {
      out.printf("    and %d more%n", faults.size() - FAULTS_SHOWN);
    }
  }
}
