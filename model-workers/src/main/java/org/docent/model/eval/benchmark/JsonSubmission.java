package org.docent.model.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.docent.model.eval.Submission;
import org.docent.model.eval.file.PythonJson;

/** Submissions that are one JSON value, as {@code json.dump} writes it. */
final class JsonSubmission {

  private JsonSubmission() {}

  static Submission of(String folder, String takenBy, JsonNode json) {
    return of(folder, takenBy, PythonJson.dumps(json));
  }

  /** Of JSON that is too large for a tree of it. */
  static Submission of(String folder, String takenBy, String json) {
    return new Submission(
        folder,
        "json",
        takenBy,
        (OutputStream out) -> out.write(json.getBytes(StandardCharsets.US_ASCII)));
  }
}
