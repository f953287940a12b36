package org.docent.coordinator.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.docent.model.text.ImageToken;
import org.docent.model.text.Turn;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as the model was trained on: an opening sentence, then questions and answers in
 * turn, the last question open.
 *
 * @param system the opening sentence, null for the template's own
 * @param image of the one placeholder in the questions, null where there is none
 */
record ChatMessages(@Nullable String system, List<Turn> turns, @Nullable ImageReference image) {

  private static final Set<String> FIELDS = Set.of("role", "content", "name");

  /** Reads the field {@code messages} of a request. */
  static ChatMessages of(JsonNode messages) {
    return new Reading().read(messages);
  }

  private static final class Reading {

    private final List<Turn> turns = new ArrayList<>();
    private @Nullable String system;
    private @Nullable String question;
    private @Nullable ImageReference image;

    ChatMessages read(JsonNode messages) {
      if (!messages.isArray() || messages.isEmpty()) {
        throw Fields.wrong("messages", messages, "a list of at least one message");
      }
      for (int i = 0; i < messages.size(); i++) {
        add(new Fields(messages.get(i), "messages[" + i + "]"));
      }
      if (question == null) {
        throw ApiError.field(
            "messages", "The last of messages is not a user's; it must be the one to answer.");
      }
      turns.add(Turn.open(question));
      return new ChatMessages(system, List.copyOf(turns), image);
    }

    private void add(Fields message) {
      message.requireKnown(FIELDS);
      String role = message.text("role");
      switch (role) {
        case "system", "developer" -> addSystem(message);
        case "user" -> addQuestion(message);
        case "assistant" -> addAnswer(message);
        default ->
            throw ApiError.field(
                message.path("role"),
                "%s is \"%s\", must be system, developer, user or assistant."
                    .formatted(message.path("role"), ApiError.shown(role)));
      }
    }

    private void addSystem(Fields message) {
      if (question != null || !turns.isEmpty()) {
        throw ApiError.field(
            message.path("role"),
            message.path("role") + " is a system's after a user's; it must come first.");
      }
      String text = content(message, false);
      system = system == null ? text : system + "\n" + text;
    }

    private void addQuestion(Fields message) {
      if (question != null) {
        throw ApiError.field(
            message.path("role"),
            message.path("role")
                + " is a user's after a user's; users and assistants must take turns.");
      }
      question = content(message, true);
    }

    private void addAnswer(Fields message) {
      if (question == null) {
        throw ApiError.field(
            message.path("role"),
            message.path("role") + " is an assistant's and nothing was asked; a user must begin.");
      }
      turns.add(new Turn(question, content(message, false)));
      question = null;
    }

    private String content(Fields message, boolean mayShow) {
      JsonNode content = message.required("content");
      String path = message.path("content");
      if (content.isTextual()) {
        return plain(content.textValue(), path);
      }
      if (!content.isArray() || content.isEmpty()) {
        throw Fields.wrong(path, content, "a string or a list of parts");
      }
      boolean shows = false;
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < content.size(); i++) {
        Fields part = new Fields(content.get(i), path + "[" + i + "]");
        String type = part.text("type");
        if (type.equals("text")) {
          part.requireKnown(Set.of("type", "text"));
          texts.add(plain(part.text("text"), part.path("text")));
        } else if (type.equals("image_url") && mayShow) {
          part.requireKnown(Set.of("type", "image_url"));
          addImage(new Fields(part.required("image_url"), part.path("image_url")));
          shows = true;
        } else {
          throw Fields.wrong(
              part.path("type"),
              part.required("type"),
              mayShow ? "text or image_url" : "text in a message that is not a user's");
        }
      }
      String text = String.join("\n", texts);
      return shows ? ImageToken.TEXT + "\n" + text : text;
    }

    private void addImage(Fields part) {
      part.requireKnown(Set.of("url", "detail"));
      if (image != null) {
        throw ApiError.field(
            part.path("url"),
            "%s is a second image, and this model takes one a conversation; leave out all but one."
                .formatted(part.path("url")));
      }
      image = new ImageReference(part.text("url"), part.path("url"));
    }

    /** A placeholder that no image belongs to would shift all others. */
    private static String plain(String text, String path) {
      if (text.contains(ImageToken.TEXT)) {
        throw ApiError.field(
            path,
            "%s holds \"%s\", which stands for an image in this model's prompts; write it differently and send images as image_url parts."
                .formatted(path, ImageToken.TEXT));
      }
      return text;
    }
  }
}
