package org.docent.tests.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The models, data and expectations of the golden run, which Python made (tests/golden). */
public final class GoldenFixture {

  /** Steps of the whole run, in stages dpt, sft and dft of six each. */
  public static final int STEPS = 18;

  private static final Path GOLDEN = Path.of("src/test/resources/golden").toAbsolutePath();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String CONFIGURATION =
      """
      name = golden
      output-dir = "%2$s"
      teacher { model-path = "%1$s/teacher" }
      student {
        vision-tower = "%1$s/vision"
        language-model = "%1$s/base"
        connector = "%1$s/connector.safetensors"
      }
      stage-defaults {
        image-folder = "%1$s/data/images"
        shuffle = false
        max-steps = 6
        per-device-train-batch-size = 2
        gradient-accumulation-steps = 2
        warmup-ratio = 0.3
        save-steps = 0
        save-total-limit = 0
      }
      stage {
        dpt { data-path = "%1$s/data/pretrain.json", learning-rate = 1e-2, max-grad-norm = 1.5 }
        sft { data-path = "%1$s/data/finetune.json", learning-rate = 2e-3, weight-decay = 0.1 }
        dft { data-path = "%1$s/data/finetune.json", learning-rate = 2e-3 }
      }
      """;

  private GoldenFixture() {}

  /** A file of the golden run. */
  public static Path file(String name) {
    return GOLDEN.resolve("run").resolve(name);
  }

  /** Writes the run's configuration into {@code folder}; the run goes to its sub-folder run. */
  public static Path configuration(Path folder) {
    Path file = folder.resolve("golden.conf");
    try {
      Files.createDirectories(folder);
      Files.writeString(file, CONFIGURATION.formatted(file(""), run(folder).path()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Where a run with the configuration in {@code folder} goes. */
  public static RunFolder run(Path folder) {
    return new RunFolder(folder.toAbsolutePath().resolve("run"));
  }

  /** One row for each step that must come out. */
  public static List<JsonNode> expectedMetrics() {
    return jsonLines(file("expected/metrics.jsonl"));
  }

  /** The questions and answers of the trained student. */
  public static JsonNode answers() {
    return json(GOLDEN.resolve("answers.json"));
  }

  /** Reads a JSON file. */
  public static JsonNode json(Path file) {
    try {
      return MAPPER.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Parses one JSON value. */
  public static JsonNode parsed(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file of one JSON object a line. */
  static List<JsonNode> jsonLines(Path file) {
    try {
      List<JsonNode> lines = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        lines.add(MAPPER.readTree(line));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
