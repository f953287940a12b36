package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.Padding;
import org.docent.coordinator.ledger.PlanShape;
import org.docent.model.data.DatasetFault;
import org.docent.model.data.DatasetSummary;
import org.docent.model.data.StageData;
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.VlmConfig;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.failure.DocentException;
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
    int unusable = 0;
    try (ModelSource student =
        ModelSource.openStudent(run.student().model(), run.vision(), run.seed())) {
      student.requireWeights();
      if (run.needsTeacher()) {
        try (ModelSource teacher = ModelSource.openTeacher(run.teacher().model(), run.vision())) {
          teacher.requireWeights();
          out.printf("teacher: %s%n", ModelFootprint.ofTeacher(teacher.config()).describe());
        }
      }
      try (TextTokenizer tokenizer = student.openTokenizer()) {
        for (int i = 0; i < run.stages().size(); i++) {
          BatchPlanner planner = new BatchPlanner(PlanShape.of(run, i, preflight.samples().get(i)));
          unusable += stage(run.stage(i), planner, student, tokenizer, out);
        }
      }
    }
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

  /** Returns 1 when what its data hold would stop the stage. */
  private int stage(
      StageSettings stage,
      BatchPlanner planner,
      ModelSource student,
      TextTokenizer tokenizer,
      PrintWriter out) {
    VlmConfig config = student.config();
    StageData data =
        StageData.open(stage.data(), tokenizer, config.vision().imageSize(), config.visualTokens());
    DatasetSummary summary =
        DatasetSummary.read(
            data.reader(), config.visualTokens(), stage.data().modelMaxLength(), read -> {});
    out.printf(
        "stage %s: %d steps of %d samples%n",
        stage.name(), planner.totalSteps(), stage.batch().globalBatch());
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
    out.printf(
        Locale.ROOT,
        "  micro-batches of %d: %.1f %% of their positions are padding%n",
        stage.batch().microBatch(),
        100 * Padding.ofFirstEpoch(planner, i -> summary.lengths()[i]).share());
    out.printf("  student: %s%n", ModelFootprint.ofStudent(config, stage).describe());
    print(summary.faults(), stage, out);
    boolean nothingToLearn =
        summary.supervised() == 0 && stage.weights().vis() == 0 && stage.weights().rel() == 0;
    if (nothingToLearn) {
      out.println("  no sample has a supervised token: docent inspect shows what is masked");
    }
    return nothingToLearn || summary.faults().size() > stage.data().skipCorruptSamples() ? 1 : 0;
  }

  private static void print(List<DatasetFault> faults, StageSettings stage, PrintWriter out) {
    if (faults.isEmpty()) {
      return;
    }
    out.printf(
        "  %d corrupt samples, skip-corrupt-samples allows %d:%n",
        faults.size(), stage.data().skipCorruptSamples());
    faults.stream().limit(FAULTS_SHOWN).forEach(fault -> out.printf("    %s%n", fault.reason()));
    if (faults.size() > FAULTS_SHOWN) {
      out.printf("    and %d more%n", faults.size() - FAULTS_SHOWN);
    }
  }
}
