package org.docent.coordinator.cli.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.docent.model.eval.Finding;
import org.docent.model.eval.Marking;
import org.docent.model.eval.Score;
import org.docent.model.eval.ScoreCard;
import org.docent.model.eval.file.JsonFile;
import org.docent.model.eval.sitting.Examinee;
import org.docent.model.eval.sitting.SittingKey;
import org.docent.model.storage.DurableFile;
import org.docent.model.store.Sha256;

/**
 * The file a finished benchmark leaves: a score card, and beside its numbers what they are of. It
 * holds no date and no path, so the same model on the same questions leaves the same bytes.
 */
final class ExamResults {

  static final String FILE = "results.json";

  /** Who answered, and to what. */
  record Origin(Examinee examinee, SittingKey key) {}

  private ExamResults() {}

  /**
   * Writes the file.
   *
   * @param origin none where the answers were made elsewhere
   */
  static void write(
      PreparedExam exam, String modelId, Optional<Origin> origin, Path answers, Marking marking) {
    Score score = marking.score().orElse(new Score(List.of()));
    ObjectNode json = new ScoreCard(exam.benchmark(), modelId, score).toJson();
    origin.ifPresent(
        from -> {
          json.put("language_model", from.examinee().languageModel());
          json.put("answered_by", from.examinee().described());
          json.put("key", from.key().hex());
        });
    json.put("questions", exam.exam().questions().size());
    json.put("of", exam.of());
    json.put("answers_sha256", Sha256.ofFile(answers));
    ArrayNode findings = json.putArray("findings");
    for (Finding finding : marking.findings()) {
      findings
          .addObject()
          .put("kind", finding.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .put("count", finding.count())
          .put("sentence", finding.sentence());
    }
    byte[] text = (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    DurableFile.write(exam.resultsFile(), text);
  }

  /** Whether the answers of {@code key} by that name are there, whole. */
  static boolean finished(PreparedExam exam, String modelId, SittingKey key) {
    if (!Files.isRegularFile(exam.resultsFile()) || !Files.isRegularFile(exam.answersFile())) {
      return false;
    }
    JsonNode json = JsonFile.whole(exam.resultsFile()).json();
    return json.path("key").asText().equals(key.hex())
        && json.path("model").asText().equals(modelId)
        && json.path("answers_sha256").asText().equals(Sha256.ofFile(exam.answersFile()));
  }
}
