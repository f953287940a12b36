package org.docent.model.eval;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.docent.model.eval.file.JsonEntry;
import org.docent.model.eval.file.JsonFile;
import org.docent.model.storage.DurableFile;
import org.docent.protocol.failure.DocentException;

/**
 * The score of one model on one benchmark, as a file to keep. What a server found out is written
 * down in the same way, by hand:
 *
 * <pre>
 * {"benchmark": "vqav2", "model": "student", "measures": [{"name": "accuracy", "value": 77.0, "unit": "percent"}]}
 * </pre>
 */
public record ScoreCard(String benchmark, String modelId, Score score) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the file whole or not at all. */
  public void write(Path file) {
    DurableFile.write(file, (toJson().toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** What the file holds; reading passes over whatever else is put there. */
  public ObjectNode toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("benchmark", benchmark);
    json.put("model", modelId);
    ArrayNode measures = json.putArray("measures");
    for (Measure measure : score.measures()) {
      measures
          .addObject()
          .put("name", measure.name())
          .put("value", measure.value())
          .put("unit", measure.unit().name().toLowerCase(Locale.ROOT));
    }
    return json;
  }

  /**
   * Reads a file.
   *
   * @throws DocentException naming the file and what it lacks
   */
  public static ScoreCard read(Path file) {
    JsonEntry entry = JsonFile.whole(file);
    List<Measure> measures = new ArrayList<>();
    entry.json().path("measures").forEach(json -> measures.add(measure(entry.of(json))));
    try {
      return new ScoreCard(entry.named("benchmark"), entry.named("model"), new Score(measures));
    } catch (IllegalArgumentException e) {
      throw entry.fault(String.valueOf(e.getMessage()));
    }
  }

  private static Measure measure(JsonEntry entry) {
    if (!entry.json().path("value").isNumber()) {
      throw entry.fault("a measure has no number \"value\"");
    }
    return new Measure(entry.named("name"), entry.json().get("value").doubleValue(), unit(entry));
  }

  private static Measure.Unit unit(JsonEntry entry) {
    String unit = entry.named("unit");
    for (Measure.Unit each : Measure.Unit.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(unit)) {
        return each;
      }
    }
    throw entry.fault("the unit \"" + unit + "\" is none of percent, points and count");
  }
}
