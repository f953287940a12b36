package org.docent.coordinator.cli.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

  /**
   * One measured thing over a whole run, its steps counted on from stage to stage. Each value is
   * the mean of up to {@code window} steps of the same stage; a stage that lacks it is a gap.
   */
  public Optional<LossSeries> series(String key, String label, int window) {
    List<Integer> steps = new ArrayList<>(lines.size());
    List<Double> values = new ArrayList<>(lines.size());
    Deque<Double> recent = new ArrayDeque<>(window);
    String stage = "";
    for (JsonNode line : lines) {
      if (!line.path("stage").asText().equals(stage)) {
        stage = line.path("stage").asText();
        recent.clear();
      }
      if (line.path(key).isNumber()) {
        if (recent.size() == window) {
          recent.removeFirst();
        }
        recent.addLast(line.path(key).asDouble());
      }
      steps.add(steps.size() + 1);
      values.add(recent.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN));
    }
    return values.stream().allMatch(value -> value.isNaN())
        ? Optional.empty()
        : Optional.of(new LossSeries(label, steps, values));
  }
}
