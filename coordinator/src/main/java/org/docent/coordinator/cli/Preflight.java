package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.PlanShape;
import org.docent.coordinator.ledger.SampleOrdering;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.manifest.Timeline;
import org.docent.model.data.LlavaDataset;
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.VlmConfig;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.DataSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.docent.protocol.settings.TuningSettings;

/**
 * What is looked at before a run starts: configurations of the models, names, shapes and types of
 * their tensors, tokenizers and the data files' records, but no weight's value and no image.
 *
 * @param samples each stage's data
 * @param timeline steps of each stage
 */
record Preflight(List<StageSamples> samples, Timeline timeline) {

  /** Text on which tokenizers that differ in earnest differ: templates, marks, digits, scripts. */
  private static final String PROBE =
      "USER: \nWhat is 1234? ASSISTANT: it's \u4f60\u597d, caf\u00e9!<|endoftext|><|im_end|>";

  /**
   * Looks at everything a run names.
   *
   * @throws DocentException for the first thing that cannot work
   */
  static Preflight of(RunSettings run) {
    try (ModelSource student =
        ModelSource.openStudent(run.student().model(), run.vision(), run.seed())) {
      student.requireWeights();
      requireStartingPoints(run, student);
      if (run.needsTeacher()) {
        try (ModelSource teacher = ModelSource.openTeacher(run.teacher().model(), run.vision())) {
          teacher.requireWeights();
          requireAgreement(teacher, student);
        }
      } else {
        student.openTokenizer().close();
      }
    }
    List<StageSamples> samples = samples(run.stages());
    List<Integer> totals = new ArrayList<>();
    for (int stage = 0; stage < run.stages().size(); stage++) {
      totals.add(new BatchPlanner(PlanShape.of(run, stage, samples.get(stage))).totalSteps());
    }
    return new Preflight(samples, new Timeline(totals));
  }

  /** Reads each data file once, however many stages take it. */
  private static List<StageSamples> samples(List<StageSettings> stages) {
    Set<Path> grouped =
        stages.stream()
            .map(StageSettings::data)
            .filter(data -> SampleOrdering.of(data) == SampleOrdering.GROUPED)
            .map(DataSettings::dataPath)
            .collect(Collectors.toSet());
    Map<Path, StageSamples> read = new HashMap<>();
    return stages.stream()
        .map(stage -> stage.data().dataPath())
        .map(file -> read.computeIfAbsent(file, at -> samples(at, grouped.contains(at))))
        .toList();
  }

  private static StageSamples samples(Path file, boolean measured) {
    return measured
        ? StageSamples.measured(LlavaDataset.openMeasured(file).signedLengths())
        : StageSamples.counted(LlavaDataset.open(file).size());
  }

  /** What a stage deep in the run starts from must be there when the run begins. */
  private static void requireStartingPoints(RunSettings run, ModelSource student) {
    for (StageSettings stage : run.stages()) {
      for (Part part : Part.values()) {
        String start = part.startOf(stage.tuning());
        if (!start.equals(TuningSettings.INITIAL) && !start.equals(TuningSettings.PREVIOUS)) {
          student.elsewhere(part, Path.of(start)).close();
        }
      }
    }
  }

  private static void requireAgreement(ModelSource teacher, ModelSource student) {
    VlmConfig large = teacher.config();
    VlmConfig small = student.config();
    if (large.visualTokens() != small.visualTokens()) {
      throw DocentException.stop(
          "the teacher makes %d visual tokens of an image and the student %d: image size, patch size and vision-feature-select-strategy of the two must agree"
              .formatted(large.visualTokens(), small.visualTokens()));
    }
    if (large.language().vocabSize() < small.language().vocabSize()) {
      throw DocentException.stop(
          "the teacher's vocabulary has %d tokens and the student's %d: a teacher needs at least the student's, choose models of one tokenizer"
              .formatted(large.language().vocabSize(), small.language().vocabSize()));
    }
    try (TextTokenizer theirs = teacher.openTokenizer();
        TextTokenizer ours = student.openTokenizer()) {
      if (!Arrays.equals(theirs.encode(PROBE), ours.encode(PROBE))) {
        throw DocentException.stop(
            "the teacher's tokenizer %s and the student's %s give different tokens: distillation over logits needs one tokenizer"
                .formatted(teacher.tokenizer(), student.tokenizer()));
      }
    }
  }
}
