package org.docent.coordinator.cli.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Turns scenes into records: captions, clean or noisy conversations, single questions, plain text.
 */
final class Conversations {

  /** What a caption answers where the template asks for a question. */
  static final String CAPTION_REQUEST = "Describe the picture.";

  private static final int TURNS = 4;
  private static final String END = WordTokenizer.END;

  private Conversations() {}

  static ConversationRecord caption(String id, String image, Scene scene) {
    return new ConversationRecord(
        id, image, List.of(new Exchange(CAPTION_REQUEST, scene.caption())));
  }

  /** Four of the five questions in random order, answered rightly. */
  static ConversationRecord conversation(
      String id, String image, Scene scene, SplittableRandom random) {
    List<Question> left = new ArrayList<>(List.of(Question.values()));
    List<Exchange> exchanges = new ArrayList<>(TURNS);
    while (exchanges.size() < TURNS) {
      Question question = left.remove(random.nextInt(left.size()));
      exchanges.add(new Exchange(question.text(), question.answer(scene)));
    }
    return new ConversationRecord(id, image, exchanges);
  }

  /** The same record with each answer replaced by a wrong one with the given probability. */
  static ConversationRecord withNoise(
      ConversationRecord record, Scene scene, double probability, SplittableRandom random) {
    List<Exchange> exchanges = new ArrayList<>(record.exchanges().size());
    for (Exchange exchange : record.exchanges()) {
      Question question = Question.ofText(exchange.question());
      boolean wrong = random.nextDouble() < probability;
      exchanges.add(
          wrong
              ? new Exchange(exchange.question(), question.wrongAnswer(scene, random))
              : exchange);
    }
    return new ConversationRecord(record.id(), record.image(), exchanges);
  }

  static ConversationRecord question(String id, String image, Scene scene, Question question) {
    return new ConversationRecord(
        id, image, List.of(new Exchange(question.text(), question.answer(scene))));
  }

  /**
   * The text of a record as its template spells it, the picture left out, as one answer: what a
   * language model reads before it ever sees a picture. The {@code pretrain} template adds the
   * final line break.
   */
  static ConversationRecord captionText(ConversationRecord caption) {
    return text(caption.id() + "-text", caption.exchanges().get(0).answer());
  }

  /** As {@link #captionText}, for a conversation in the {@code USER: ... ASSISTANT: ...} form. */
  static ConversationRecord conversationText(ConversationRecord conversation) {
    StringBuilder text = new StringBuilder();
    String lineBreak = "\n";
    for (Exchange exchange : conversation.exchanges()) {
      text.append("USER: ").append(lineBreak).append(exchange.question());
      text.append(" ASSISTANT: ").append(exchange.answer()).append(END);
      lineBreak = "";
    }
    return text(conversation.id() + "-text", text.toString());
  }

  private static ConversationRecord text(String id, String text) {
    return new ConversationRecord(id, null, List.of(new Exchange(CAPTION_REQUEST, text)));
  }
}
