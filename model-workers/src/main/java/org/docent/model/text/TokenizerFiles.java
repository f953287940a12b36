package org.docent.model.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/**
 * What the tokenizer itself does not tell, read from its files in a model folder.
 *
 * @param largestId the largest token id, added tokens included
 * @param eos the end token tokenizer_config.json names
 * @param pad the padding token it names
 */
record TokenizerFiles(long largestId, Optional<String> eos, Optional<String> pad) {

  static TokenizerFiles read(Path tokenizer) {
    JsonNode config = config(tokenizer.resolveSibling("tokenizer_config.json"));
    return new TokenizerFiles(
        largestId(tokenizer), token(config, "eos_token"), token(config, "pad_token"));
  }

  private static JsonNode config(Path file) {
    ObjectMapper json = new ObjectMapper();
    if (!Files.exists(file)) {
      return json.createObjectNode();
    }
    try {
      return json.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw DocentException.stop(
          "The tokenizer's configuration " + file + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  private static Optional<String> token(JsonNode config, String key) {
    JsonNode token = config.path(key);
    return Optional.ofNullable(
        token.isObject() ? token.path("content").textValue() : token.textValue());
  }

  /** Reads past the merges, which are most of the file, without holding them. */
  private static long largestId(Path tokenizer) {
    long largest = -1;
    try (JsonParser parser = new JsonFactory().createParser(tokenizer.toFile())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        if (field.equals("added_tokens") || field.equals("model")) {
          largest = Math.max(largest, largestId(parser, field));
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw DocentException.stop(
          "The tokenizer "
              + tokenizer
              + " cannot be read: "
              + IoReason.of(e)
              + "; it must be a tokenizer.json of the Hugging Face tokenizers library.",
          e);
    }
    return largest;
  }

  private static long largestId(JsonParser parser, String field) throws IOException {
    if (!parser.currentToken().isStructStart()) {
      return -1;
    }
    long largest = -1;
    for (int depth = 1; depth > 0; ) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return largest;
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      boolean id =
          field.equals("model")
              ? insideVocabulary(parser)
              : "id".equals(parser.getParsingContext().getCurrentName());
      if (token == JsonToken.VALUE_NUMBER_INT && id) {
        largest = Math.max(largest, parser.getLongValue());
      }
    }
    return largest;
  }

  private static boolean insideVocabulary(JsonParser parser) {
    return parser.getParsingContext().getParent() != null
        && "vocab".equals(parser.getParsingContext().getParent().getCurrentName());
  }
}
