package org.docent.model.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.docent.model.storage.IoReason;
import org.docent.model.text.ImageToken;
import org.docent.model.text.Turn;
import org.docent.protocol.failure.DocentException;

/**
 * Makes a record of its JSON by LLaVA's rules: a first turn that is not "human" is passed over,
 * then questions and answers alternate, whatever the turns say they are from.
 */
final class RecordParser {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final int index;
  private final int line;
  private String id;

  RecordParser(Path file, int index, int line) {
    this.file = file;
    this.index = index;
    this.line = line;
    this.id = "#" + index;
  }

  LlavaRecord parse(byte[] json) {
    JsonNode record = tree(json);
    if (record.path("id").isValueNode() && !record.path("id").isNull()) {
      id = record.get("id").asText();
    }
    List<Turn> turns = turns(record.path("conversations"));
    return new LlavaRecord(index, id, image(record.path("image"), turns), turns);
  }

  private JsonNode tree(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw fault("its JSON cannot be read again (" + IoReason.of(e) + ")");
    }
  }

  private List<Turn> turns(JsonNode conversations) {
    if (!conversations.isArray() || conversations.isEmpty()) {
      throw fault("it has no list \"conversations\" with a question and an answer");
    }
    int first = "human".equals(conversations.get(0).path("from").textValue()) ? 0 : 1;
    int count = conversations.size() - first;
    if (count % 2 != 0 || count == 0) {
      throw fault(
          "it has "
              + (count + 1) / 2
              + " questions and "
              + count / 2
              + " answers; every question needs one answer");
    }
    List<Turn> turns = new ArrayList<>();
    for (int i = first; i < conversations.size(); i += 2) {
      turns.add(new Turn(text(conversations, i), text(conversations, i + 1)));
    }
    return turns;
  }

  private String text(JsonNode conversations, int turn) {
    JsonNode value = conversations.get(turn).path("value");
    if (!value.isTextual()) {
      throw fault("turn " + turn + " of its conversations has no text \"value\"");
    }
    return value.textValue();
  }

  private Optional<String> image(JsonNode image, List<Turn> turns) {
    int asked = 0;
    int answered = 0;
    for (Turn turn : turns) {
      asked += ImageToken.count(turn.question());
      answered += turn.answer() == null ? 0 : ImageToken.count(turn.answer());
    }
    if (asked + answered > 1) {
      throw fault("it has " + (asked + answered) + " <image> placeholders; one image is supported");
    }
    if (answered > 0) {
      throw fault("its <image> placeholder is in an answer; it must be in a question");
    }
    Optional<String> name = imageName(image);
    if (asked == 1 && name.isEmpty()) {
      throw fault("it has an <image> placeholder but no \"image\"");
    }
    return asked == 1 ? name : Optional.empty();
  }

  private Optional<String> imageName(JsonNode image) {
    if (image.isArray() && image.size() > 1) {
      throw fault("it has " + image.size() + " images; one image is supported");
    }
    JsonNode one = image.isArray() ? image.path(0) : image;
    if (one.isMissingNode() || one.isNull()) {
      return Optional.empty();
    }
    if (!one.isTextual()) {
      throw fault("its \"image\" is " + one + "; it must be a file name");
    }
    return Optional.of(one.textValue()).filter(name -> !name.isEmpty());
  }

  private DocentException fault(String reason) {
    return DocentException.skip(
        "Record "
            + index
            + " (id \""
            + id
            + "\") of "
            + file
            + ", line "
            + line
            + ", cannot be used: "
            + reason
            + ".");
  }
}
