package org.docent.coordinator.cli.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.docent.coordinator.run.EventLog;
import org.docent.coordinator.run.MetricsLog;

/**
 * What happens to a run, read from its directory as its coordinators write it: so whoever reads
 * need not know which of them is at work, or whether one is.
 */
final class RunNews {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** How a run ended. */
  record End(boolean failed, List<String> lines) {}

  private final Path directory;
  private final FileTail events;
  private final Map<String, Path> metrics;
  private final Map<String, Integer> stageSteps = new TreeMap<>();
  private final Map<String, String> lastTold = new TreeMap<>();
  private final List<String> models = new ArrayList<>();
  private Optional<End> end = Optional.empty();

  /**
   * The news from now on.
   *
   * @param students the folder of each student, by name
   */
  RunNews(Path directory, Map<String, Path> students) {
    this.directory = directory;
    this.events = FileTail.fromEnd(directory.resolve(EventLog.FILE));
    this.metrics = new TreeMap<>();
    students.forEach((name, folder) -> metrics.put(name, folder.resolve(MetricsLog.FILE)));
    steps(); // those of before are no news
  }

  /** How the run ended; empty while it goes on. */
  Optional<End> end() {
    return end;
  }

  /** A line for each thing worth telling that has happened since the last call. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    events.lines().forEach(line -> lineOf(parse(line)).ifPresent(lines::add));
    return lines;
  }

  /** Where each student is, if it has moved since the last call. */
  List<String> steps() {
    List<String> lines = new ArrayList<>();
    metrics.forEach(
        (student, file) ->
            FileTail.lastLine(file)
                .filter(line -> !line.equals(lastTold.put(student, line)))
                .ifPresent(line -> lines.add(step(student, parse(line)))));
    return lines;
  }

  private String step(String student, JsonNode line) {
    int steps = stageSteps.getOrDefault(student, 0);
    return String.format(
        Locale.ROOT,
        "%sstage=%s step=%d%s loss=%.5f samples/s=%.1f",
        metrics.size() > 1 ? "student=" + student + " " : "",
        line.path("stage").asText(),
        line.path("step").asInt(),
        steps == 0 ? "" : "/" + steps,
        line.path("loss").asDouble(Double.NaN),
        line.path("samples_per_second").asDouble());
  }

  private Optional<String> lineOf(JsonNode event) {
    String teacher = "teacher " + event.path("teacher").asText();
    String student = "student " + nameOf(event);
    String reason = event.path("reason").asText();
    return switch (event.path("event").asText()) {
      case "waiting" -> Optional.of(event.path("message").asText());
      case "teacher_admitted" -> Optional.of(teacher + " is admitted");
      case "teacher_refused" -> Optional.of(teacher + " is refused: " + reason);
      case "teacher_quarantined" ->
          Optional.of(teacher + " is quarantined: " + event.path("reasons"));
      case "teacher_lost" -> Optional.of(teacher + " is lost: " + reason);
      case "teacher_draining" -> Optional.of(teacher + " drains: it takes no more work");
      case "teacher_drained" -> Optional.of(teacher + " has drained and left");
      case "student_lost" -> Optional.of(student + " is lost: " + reason);
      case "student_failed" ->
          Optional.of(student + " cannot go on: " + event.path("message").asText());
      case "rewound" ->
          Optional.of(student + " goes on after step " + event.path("global_step").asInt());
      case "worker_failed" ->
          Optional.of(event.path("worker").asText() + " failed: " + event.path("message").asText());
      case "checkpoint_committed" ->
          Optional.of("checkpoint of " + student + ": " + event.path("directory").asText());
      case "stage_begun" -> Optional.of(stageBegun(student, event));
      case "model_saved" -> {
        models.add("finished: the student is " + event.path("directory").asText());
        yield Optional.empty();
      }
      case "finished" -> ended(false, models);
      case "stopped" ->
          ended(false, List.of("stopped: go on with docent cluster up --resume " + directory));
      case "failed" -> ended(true, List.of(event.path("message").asText()));
      default -> Optional.empty();
    };
  }

  private String stageBegun(String student, JsonNode event) {
    int total = event.path("total_steps").asInt();
    stageSteps.put(nameOf(event), total);
    return "stage %s of %s: step %d of %d is next"
        .formatted(
            event.path("stage").asText(), student, event.path("next_step").asInt() + 1, total);
  }

  private Optional<String> ended(boolean failed, List<String> lines) {
    end = Optional.of(new End(failed, List.copyOf(lines)));
    return Optional.empty();
  }

  /** A student's name without its rank. */
  private static String nameOf(JsonNode event) {
    return event.path("student").asText().replaceFirst("-[0-9]+$", "");
  }

  private static JsonNode parse(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
