package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.PlanShape;
import org.docent.coordinator.ledger.SampleOrdering;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.manifest.Timeline;
import org.docent.model.data.LlavaDataset;
import org.docent.model.distill.TeacherIdentity;
import org.docent.model.loss.ComparedVocabulary;
import org.docent.model.text.TextTokenizer;
import org.docent.model.text.TokenTable;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.VlmConfig;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.DataSettings;
import org.docent.protocol.settings.EvaluationSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.docent.protocol.settings.TuningSettings;
import org.docent.protocol.settings.VisionSharing;
import org.docent.protocol.teacher.TeacherFacts;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at before a run starts: configurations of the models, names, shapes and types of
 * their tensors, tokenizers and the data files' records, but no weight's value and no image.
 *
 * @param samples each stage's data
 * @param timeline steps of each stage
 * @param sameTower whether all students have the teacher's vision tower and compute it alike
 * @param compared logits over which teacher and students are compared; null without a teacher
 * @param memory what its workers take
 * @param teacher what the teacher workers must be, null in a run without
 */
record Preflight(
    List<StageSamples> samples,
    Timeline timeline,
    boolean sameTower,
    @Nullable Integer compared,
    RunMemory memory,
    @Nullable TeacherFacts teacher) {

  /** Text on which tokenizers that differ in earnest differ: templates, marks, digits, scripts. */
  private static final String PROBE =
      "USER: \nWhat is 1234? ASSISTANT: it's \u4f60\u597d, caf\u00e9!<|endoftext|><|im_end|>";

  /**
   * Looks at everything a run names.
   *
   * @throws DocentException for the first thing that cannot work
   */
  static Preflight of(RunSettings run) {
    Map<String, VlmConfig> models = new TreeMap<>();
    Map<String, Integer> compared = new TreeMap<>();
    boolean sameTower = run.needsTeacher();
    VlmConfig teacherModel = null;
    TeacherFacts facts = null;
    if (run.runsTeacher()) {
      try (ModelSource teacher = ModelSource.openTeacher(run.teacher().model(), run.vision())) {
        teacher.requireWeights();
        teacherModel = teacher.config();
        facts = TeacherIdentity.withoutWeights(teacher);
        for (RunSettings alone : run.alone()) {
          try (ModelSource student = open(alone, models)) {
            requireAgreement(teacher, student);
            compared.put(
                alone.student().name(),
                compared(alone, teacher.config().language().vocabSize(), student));
            sameTower &= sameTower(alone, teacher, student);
          }
        }
      }
    } else {
      try (RunStore store = RunStore.open(run)) {
        for (RunSettings alone : run.alone()) {
          try (ModelSource student = open(alone, models)) {
            student.openTokenizer().close();
            sameTower &= store.hasTowerOf(alone, student);
            Integer vocabulary = store.teacherVocabulary();
            if (vocabulary != null) {
              compared.put(alone.student().name(), compared(alone, vocabulary, student));
            }
          }
        }
      }
    }
    RunMemory memory = RunMemory.of(run, models, teacherModel);
    List<StageSamples> samples = samples(run.stages());
    List<Integer> totals = new ArrayList<>();
    for (int stage = 0; stage < run.stages().size(); stage++) {
      totals.add(new BatchPlanner(PlanShape.of(run, stage, samples.get(stage))).totalSteps());
    }
    return new Preflight(samples, new Timeline(totals), sameTower, oneOf(compared), memory, facts);
  }

  /** Plans the training of a stage. */
  BatchPlanner planner(RunSettings run, int stage) {
    return new BatchPlanner(PlanShape.of(run, stage, samples.get(stage)));
  }

  /** Opens a student whose weights and starting points are all there, and notes what it is. */
  private static ModelSource open(RunSettings alone, Map<String, VlmConfig> models) {
    ModelSource student = ModelSource.openStudent(alone.student(), alone.vision());
    try {
      student.requireWeights();
      requireStartingPoints(alone, student);
      models.put(alone.student().name(), student.config());
      return student;
    } catch (RuntimeException e) {
      student.close();
      throw e;
    }
  }

  /** Reads each data file once, however many stages take it. */
  private static List<StageSamples> samples(List<StageSettings> stages) {
    Set<Path> grouped =
        stages.stream()
            .map(StageSettings::data)
            .filter(data -> SampleOrdering.of(data) == SampleOrdering.GROUPED)
            .map(DataSettings::dataPath)
            .collect(Collectors.toSet());
    stages.stream()
        .flatMap(stage -> Optional.ofNullable(stage.saving().evaluation()).stream())
        .map(EvaluationSettings::dataPath)
        .distinct()
        .forEach(LlavaDataset::open);
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

  private static boolean sameTower(RunSettings run, ModelSource teacher, ModelSource student) {
    boolean alikeHeld = run.teacher().precision().equals(run.student().precision());
    if (run.vision().sharing() == VisionSharing.NEVER
        || (run.vision().sharing() == VisionSharing.AUTO && !alikeHeld)) {
      return false; // nobody asks whether they are the same, which takes reading both
    }
    boolean same = alike(teacher, student) && teacher.shares(Part.VISION_TOWER, student);
    if (!same && run.vision().sharing() == VisionSharing.ALWAYS) {
      throw DocentException.stop(
          "share-vision-tower is always, but the teacher's vision tower %s and the student's %s differ: give both the same weights, or set it to auto or never"
              .formatted(
                  teacher.part(Part.VISION_TOWER).origin(),
                  student.part(Part.VISION_TOWER).origin()));
    }
    return same && alikeHeld;
  }

  /** Whether two towers of equal weights compute the same. */
  private static boolean alike(ModelSource teacher, ModelSource student) {
    VlmConfig large = teacher.config();
    VlmConfig small = student.config();
    return large.vision().equals(small.vision())
        && large.runningVisionLayers() == small.runningVisionLayers()
        && large.selection() == small.selection();
  }

  private static void requireAgreement(ModelSource teacher, ModelSource student) {
    VlmConfig large = teacher.config();
    VlmConfig small = student.config();
    if (large.visualTokens() != small.visualTokens()) {
      throw DocentException.stop(
          "the teacher makes %d visual tokens of an image and the student %d: image size, patch size and vision-feature-select-strategy of the two must agree"
              .formatted(large.visualTokens(), small.visualTokens()));
    }
    requireOneTokenizer(teacher, student);
  }

  /** What teachers encode is for all students, so that they compare as many logits. */
  private static @Nullable Integer oneOf(Map<String, Integer> compared) {
    if (Set.copyOf(compared.values()).size() > 1) {
      throw DocentException.stop(
          "the students compare different numbers of logits with the teacher, %s: set compared-vocabulary to the smallest, or train them in runs of their own"
              .formatted(compared));
    }
    return compared.values().stream().findFirst().orElse(null);
  }

  /** How many logits are compared, which a written key may only make fewer. */
  private static int compared(RunSettings run, int large, ModelSource student) {
    int small = student.config().language().vocabSize();
    Integer written = run.comparedVocabulary();
    if (written == null) {
      try (TextTokenizer tokenizer = student.openTokenizer()) {
        return new ComparedVocabulary(large, small, tokenizer.vocabSize()).size();
      }
    }
    if (written > Math.min(large, small)) {
      throw DocentException.stop(
          "compared-vocabulary is %d, must be at most the teacher's vocabulary of %d and the student's of %d"
              .formatted(written, large, small));
    }
    return written;
  }

  /** The same ids for the same tokens, and the same cuts of a text into them. */
  private static void requireOneTokenizer(ModelSource teacher, ModelSource student) {
    try (TextTokenizer theirs = teacher.openTokenizer();
        TextTokenizer ours = student.openTokenizer()) {
      TokenTable.read(theirs.file())
          .difference(
              "the teacher's tokenizer " + theirs.file(),
              TokenTable.read(ours.file()),
              "the student's " + ours.file())
          .ifPresent(
              difference -> {
                throw DocentException.stop(
                    difference
                        + ": distillation over logits needs one tokenizer, choose models of one family");
              });
      if (!Arrays.equals(theirs.encode(PROBE), ours.encode(PROBE))) {
        throw DocentException.stop(
            "the teacher's tokenizer %s and the student's %s give different tokens for the same text: distillation over logits needs one tokenizer"
                .formatted(teacher.tokenizer(), student.tokenizer()));
      }
    }
  }
}
