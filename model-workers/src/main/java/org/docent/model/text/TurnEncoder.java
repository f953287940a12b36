package org.docent.model.text;

import java.util.Arrays;
import java.util.List;

/** Turns a conversation into token ids and labels with one tokenizer and one template. */
public final class TurnEncoder {

  private final TextTokenizer tokenizer;
  private final ChatTemplate template;
  private final int modelMaxLength;
  private final RoundLabels rounds;

  /**
   * @param modelMaxLength most positions of a sample ({@code model-max-length}); what lies beyond
   *     is cut off after labelling
   */
  public TurnEncoder(TextTokenizer tokenizer, ChatTemplate template, int modelMaxLength) {
    if (modelMaxLength < 1) {
      throw new IllegalArgumentException(
          "model-max-length must be at least 1, not " + modelMaxLength);
    }
    this.tokenizer = tokenizer;
    this.template = template;
    this.modelMaxLength = modelMaxLength;
    this.rounds = new RoundLabels(tokenizer, template, modelMaxLength);
  }

  /** Ids and labels for training; {@code origin} names the record in a warning. */
  public LabelledTokens encode(List<Turn> turns, String origin) {
    String prompt = template.prompt(turns);
    long[] ids = ImageToken.encode(tokenizer, prompt);
    long[] labels = template.isPretrain() ? ids : rounds.label(prompt, ids, origin);
    return new LabelledTokens(ids, withoutImages(labels)).truncated(modelMaxLength);
  }

  /** Ids for generation: the last turn's answer is open. Not truncated. */
  public long[] encodePrompt(List<Turn> turns) {
    return ImageToken.encode(tokenizer, template.prompt(turns));
  }

  /** An image is never a target, wherever its placeholder stands. */
  private static long[] withoutImages(long[] labels) {
    return Arrays.stream(labels)
        .map(label -> label == ImageToken.ID ? ImageToken.IGNORED : label)
        .toArray();
  }
}
