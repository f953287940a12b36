package org.docent.model.text;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.docent.protocol.failure.DocentException;

/**
 * How a conversation becomes one string: LLaVA-KD's templates for Qwen, a Vicuna-like "USER: …
 * ASSISTANT: …", and the bare caption of pretraining. In a question the image always comes first,
 * whatever the record says.
 *
 * @param key its name, the value of {@code conv-version}
 * @param system the opening sentence, empty for none; one space follows it
 * @param end the token that ends an answer, empty in {@code pretrain}
 */
public record ChatTemplate(String key, String system, String end) {

  /** What separates a round's instruction from its answer. */
  static final String SEPARATOR = " ASSISTANT: ";

  private static final String SYSTEM =
      "A chat between a curious user and an artificial intelligence assistant. The assistant gives"
          + " helpful, detailed, and polite answers to the user's questions.";

  /** Image and caption, nothing else. */
  public static final ChatTemplate PRETRAIN = new ChatTemplate("pretrain", "", "");

  /** Phi-2, StableLM, Qwen1.5; the released models answer to it. */
  public static final ChatTemplate PHI = new ChatTemplate("phi", SYSTEM, "<|endoftext|>");

  /** The same strings as {@link #PHI}. */
  public static final ChatTemplate QWEN2_BASE =
      new ChatTemplate("qwen2_base", SYSTEM, "<|endoftext|>");

  /** Ends answers as Qwen's instruction-tuned models do. */
  public static final ChatTemplate QWEN2_INSTRUCT =
      new ChatTemplate("qwen2_instruct", SYSTEM, "<|im_end|>");

  private static final Map<String, ChatTemplate> BY_KEY = new TreeMap<>();

  static {
    for (ChatTemplate template : List.of(PRETRAIN, PHI, QWEN2_BASE, QWEN2_INSTRUCT)) {
      BY_KEY.put(template.key(), template);
    }
  }

  /** The template named {@code conv-version}; hyphens and underscores are alike. */
  public static ChatTemplate byKey(String convVersion) {
    ChatTemplate template = BY_KEY.get(convVersion.replace('-', '_'));
    if (template == null) {
      throw DocentException.stop(
          "conv-version is \""
              + convVersion
              + "\"; it must be one of "
              + String.join(", ", BY_KEY.keySet())
              + ".");
    }
    return template;
  }

  /** This template with another opening sentence; an empty one leaves out its space as well. */
  public ChatTemplate withSystem(String sentence) {
    return new ChatTemplate(key, sentence, end);
  }

  boolean isPretrain() {
    return end.isEmpty();
  }

  /** The whole string; a turn without an answer leaves the assistant's part open. */
  public String prompt(List<Turn> turns) {
    return isPretrain() ? captions(turns) : conversation(turns);
  }

  private String conversation(List<Turn> turns) {
    StringBuilder prompt = new StringBuilder(system.isEmpty() ? "" : system + " ");
    for (Turn turn : turns) {
      prompt.append("USER: ").append(imageFirst(turn.question())).append(" ASSISTANT:");
      if (turn.answer() != null) {
        prompt.append(' ').append(turn.answer()).append(end);
      }
    }
    return prompt.toString();
  }

  private static String imageFirst(String question) {
    if (!question.contains(ImageToken.TEXT)) {
      return question;
    }
    String bare = PythonText.strip(question.replace(ImageToken.TEXT, ""));
    return PythonText.strip(ImageToken.TEXT + "\n" + bare);
  }

  private static String captions(List<Turn> turns) {
    boolean image = turns.stream().anyMatch(turn -> turn.question().contains(ImageToken.TEXT));
    StringBuilder prompt = new StringBuilder(image ? ImageToken.TEXT : "");
    for (Turn turn : turns) {
      if (turn.answer() != null) {
        prompt.append(turn.answer()).append('\n');
      }
    }
    return prompt.toString();
  }
}
