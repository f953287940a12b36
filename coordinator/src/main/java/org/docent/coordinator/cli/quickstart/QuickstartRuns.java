package org.docent.coordinator.cli.quickstart;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The configurations of the quickstart's four ordinary runs, as a person would write them for
 * {@code train}. Both students take the same data, steps, learning rates and batches; they differ
 * in the loss terms of the first and the last stage alone.
 *
 * @param files the data, written before
 * @param models the starting weights, written before
 * @param seed of batch order and delays
 */
public record QuickstartRuns(QuickstartFiles files, QuickstartModels models, long seed) {

  private static final String LABELS_ONLY = "loss-weights { reg = 1, res = 0, vis = 0, rel = 0 }";
  private static final String FOUR_TERMS = "loss-weights { reg = 1, res = 1, vis = 1, rel = 0.5 }";
  private static final String PRETRAINING = "tune-type-llm = frozen\n  learning-rate = 3e-3";
  private static final String FINE_TUNING = "tune-type-llm = full\n  learning-rate = 4e-3";
  private static final String FROM_BASE = "llm-from = initial";

  private static final String STUDENT_DEFAULTS =
      """
      stage-defaults {
        per-device-train-batch-size = 16
        gradient-accumulation-steps = 2
        warmup-ratio = 0.05
      }
      """;

  /**
   * The teacher: captions first, then conversations with captions among them, all answers right. An
   * ordinary run without a teacher of its own.
   */
  public String teacher(Path output) {
    return text(
        head(output, "captions, conversations"),
        untrained(models.teacherConnector(), models.teacherLanguageModel()),
        """
        stage-defaults {
          per-device-train-batch-size = 32
          gradient-accumulation-steps = 1
          learning-rate = 3e-3
          weight-decay = 0.01
          warmup-steps = 20
          tune-type-llm = full
          %s
        }
        """
            .formatted(LABELS_ONLY),
        stage("captions", "pretrain", files.teacherCaptions(), 50),
        stage("conversations", "phi", files.teacherConversations(), 150));
  }

  /**
   * The student's language model learns the texts without pictures: what stands for a downloaded
   * language model.
   */
  public String base(Path output) {
    return text(
        head(output, "text"),
        untrained(models.studentConnector(), models.studentLanguageModel()),
        STUDENT_DEFAULTS,
        stage(
            "text",
            "pretrain",
            files.textBase(),
            100,
            "tune-type-connector = frozen",
            "tune-type-llm = full",
            "learning-rate = 2e-3",
            LABELS_ONLY));
  }

  /**
   * The student without a teacher: captions, noisy answers, and the noisy answers again.
   *
   * @param base the model that {@link #base} left
   */
  public String undistilled(Path output, Path base) {
    return text(
        head(output, "pt, sft, sft-2"),
        student(base),
        STUDENT_DEFAULTS,
        stage("pt", "pretrain", files.studentCaptions(), 100, PRETRAINING, LABELS_ONLY),
        stage("sft", "phi", files.studentConversations(), 100, FINE_TUNING, FROM_BASE, LABELS_ONLY),
        stage("sft-2", "phi", files.studentConversations(), 200, FINE_TUNING, LABELS_ONLY));
  }

  /**
   * The student with the teacher in its first and last stage; otherwise as {@link #undistilled}.
   *
   * @param base the model that {@link #base} left
   * @param teacher the model that {@link #teacher} left
   * @param workers teacher workers, at least 1
   */
  public String distilled(Path output, Path base, Path teacher, int workers) {
    return text(
        head(output, "dpt, sft, dft"),
        student(base),
        "teacher {\n  model-path = %s\n  workers = %d\n}\n".formatted(quoted(teacher), workers),
        STUDENT_DEFAULTS,
        stage("dpt", "pretrain", files.studentCaptions(), 100, PRETRAINING, FOUR_TERMS),
        stage("sft", "phi", files.studentConversations(), 100, FINE_TUNING, FROM_BASE, LABELS_ONLY),
        stage("dft", "phi", files.studentConversations(), 200, FINE_TUNING, FOUR_TERMS));
  }

  private String head(Path output, String stages) {
    return """
        output-dir = %s
        seed = %d
        stages = [%s]
        vision-feature-layer = -2
        vision-feature-select-strategy = cls_patch
        stage-defaults {
          image-folder = %s
          system-message = ""
          model-max-length = 128
          group-by-modality-length = false
          adam-beta2 = 0.99
          save-steps = 0
        }
        """
        .formatted(quoted(output), seed, stages, quoted(files.images()));
  }

  private String untrained(Path connector, Path languageModel) {
    return """
        student {
          vision-tower = %s
          connector = %s
          language-model = %s
        }
        """
        .formatted(quoted(models.visionTower()), quoted(connector), quoted(languageModel));
  }

  private static String student(Path base) {
    return "student {\n  model-path = %s\n}\n".formatted(quoted(base));
  }

  private static String stage(String name, String template, Path data, int steps, String... more) {
    Stream<String> lines =
        Stream.concat(
            Stream.of(
                "conv-version = " + template,
                "data-path = " + quoted(data),
                "max-steps = " + steps),
            Stream.of(more));
    return lines.collect(Collectors.joining("\n  ", "stage." + name + " {\n  ", "\n}\n"));
  }

  private static String text(String... parts) {
    return String.join("\n", parts);
  }

  private static String quoted(Path path) {
    return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
