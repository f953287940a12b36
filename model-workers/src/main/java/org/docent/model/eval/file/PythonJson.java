package org.docent.model.eval.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;

/**
 * JSON as Python's {@code json.dumps} writes it: ASCII alone, a blank behind each comma and colon.
 * So the files are equal to those of the original scripts, byte for byte.
 */
public final class PythonJson {

  private static final ObjectWriter WRITER =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                  .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                  .build())
          .writer(spaced());

  private PythonJson() {}

  /** {@code json.dumps(json)}. */
  public static String dumps(JsonNode json) {
    try {
      return WRITER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of JSON can always be written", e);
    }
  }

  private static PrettyPrinter spaced() {
    return new MinimalPrettyPrinter() {
      private static final long serialVersionUID = 1L;

      @Override
      public void writeObjectFieldValueSeparator(JsonGenerator out) throws IOException {
        out.writeRaw(": ");
      }

      @Override
      public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
        out.writeRaw(", ");
      }

      @Override
      public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
        out.writeRaw(", ");
      }
    };
  }
}
