package org.docent.coordinator.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StepId;

/**
 * The content of a checkpoint's {@code run_state.json}: where in its run the checkpoint lies.
 *
 * <pre>
 * {"format": 1, "run": "llava-kd-1b", "stage": 1, "stage_name": "sft", "next_step": 40, "global_step": 140}
 * </pre>
 *
 * @param next the step to go on with; one past a stage's last step is allowed
 * @param stageName name of the stage of {@code next}
 * @param globalStep optimizer steps done since the run began
 */
public record RunManifest(RunId run, StepId next, String stageName, int globalStep) {

  /** The format this version reads and writes. */
  public static final int FORMAT = 1;

  /** Name of the file in a checkpoint. */
  public static final String FILE = "run_state.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The text of the file, ending with a line break. */
  public String toJson() {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("format", FORMAT);
    node.put("run", run.value());
    node.put("stage", next.stage());
    node.put("stage_name", stageName);
    node.put("next_step", next.step());
    node.put("global_step", globalStep);
    return node.toPrettyString() + "\n";
  }

  /**
   * Reads the text of the file.
   *
   * @param origin how messages name it
   * @throws DocentException naming the origin, the key and the rule
   */
  public static RunManifest parse(String json, String origin) {
    JsonNode node = read(json, origin);
    int format = number(node, "format", origin);
    if (format != FORMAT) {
      throw DocentException.stop(
          origin + " has format " + format + ", this version reads format " + FORMAT + " only");
    }
    return new RunManifest(
        new RunId(text(node, "run", origin)),
        new StepId(number(node, "stage", origin), number(node, "next_step", origin)),
        text(node, "stage_name", origin),
        number(node, "global_step", origin));
  }

  private static JsonNode read(String json, String origin) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw DocentException.stop(
          origin + " is not JSON (" + e.getOriginalMessage() + "); use another checkpoint", e);
    }
  }

  private static int number(JsonNode node, String key, String origin) {
    JsonNode value = node.path(key);
    if (!value.isInt() || value.intValue() < 0) {
      throw bad(key, value, "a whole number of at least 0", origin);
    }
    return value.intValue();
  }

  private static String text(JsonNode node, String key, String origin) {
    JsonNode value = node.path(key);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw bad(key, value, "a text that is not blank", origin);
    }
    return value.textValue();
  }

  private static DocentException bad(String key, JsonNode value, String rule, String origin) {
    String found = value.isMissingNode() ? "is missing" : "is " + value;
    return DocentException.stop(
        origin + ": " + key + " " + found + ", must be " + rule + "; use another checkpoint");
  }

  /**
   * The place of this checkpoint on a run's timeline, normalised.
   *
   * @throws DocentException when the run's stages have other lengths than they had when the
   *     checkpoint was written
   */
  public StepId cursorOn(Timeline timeline, String origin) {
    boolean fits =
        next.stage() <= timeline.stages()
            && (next.stage() == timeline.stages()
                ? next.step() == 0
                : next.step() <= timeline.totalSteps(next.stage()))
            && timeline.globalStep(next) == globalStep;
    if (!fits) {
      throw DocentException.stop(
          origin
              + " says "
              + globalStep
              + " steps are done and stage "
              + next.stage()
              + " goes on with step "
              + next.step()
              + ", but the stages now have "
              + timeline.totals()
              + " steps; resume with the configuration and data the run began with");
    }
    return timeline.normalise(next);
  }
}
