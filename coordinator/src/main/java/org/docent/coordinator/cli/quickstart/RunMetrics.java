package org.docent.coordinator.cli.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.docent.protocol.failure.DocentException;

/**
 * A run's {@code metrics.jsonl}, read back: one JSON object a line, with {@code stage} and {@code
 * step} and a number for each thing measured.
 */
public final class RunMetrics {

  private final List<JsonNode> lines;

  private RunMetrics(List<JsonNode> lines) {
    this.lines = lines;
  }

  /**
   * Reads a file of metrics.
   *
   * @throws DocentException if a line is not JSON
   */
  public static RunMetrics read(Path file) {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank()) {
          lines.add(mapper.readTree(line));
        }
      }
    } catch (IOException e) {
      throw DocentException.stop(
          file + ", line " + (lines.size() + 1) + " cannot be read: " + e.getMessage(), e);
    }
    return new RunMetrics(lines);
  }

  /** The stages in the order they came. */
  public Set<String> stages() {
    Set<String> stages = new LinkedHashSet<>();
    lines.forEach(line -> stages.add(line.path("stage").asText()));
    return stages;
  }

  /** One measured thing over a whole run, its steps counted on from stage to stage. */
  public Optional<LossSeries> series(String key, String label) {
    List<Integer> steps = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      JsonNode value = lines.get(i).path(key);
      if (value.isNumber()) {
        steps.add(i + 1);
        values.add(value.asDouble());
      }
    }
    return steps.isEmpty() ? Optional.empty() : Optional.of(new LossSeries(label, steps, values));
  }
}
