package org.docent.model.data;

import java.util.Arrays;
import java.util.List;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.ImageToken;
import org.docent.model.text.TextTokenizer;
import org.docent.model.text.Turn;
import org.docent.model.text.TurnEncoder;
import org.jspecify.annotations.Nullable;

/** Makes the prompt of a question, with or without an image, as a batch of one open sample. */
public final class PromptAssembler {

  private final TurnEncoder encoder;
  private final ImagePreprocessor preprocessor;
  private final int visualTokens;

  /**
   * A prompt is never cut.
   *
   * @param visualTokens P: visual tokens an image becomes
   */
  public PromptAssembler(
      TextTokenizer tokenizer,
      ChatTemplate template,
      ImagePreprocessor preprocessor,
      int visualTokens) {
    this.encoder = new TurnEncoder(tokenizer, template, Integer.MAX_VALUE);
    this.preprocessor = preprocessor;
    this.visualTokens = visualTokens;
  }

  /**
   * The batch of a conversation whose last turn is open.
   *
   * @param image of the one placeholder in the questions, absent where there is none
   */
  public Batch prompt(List<Turn> turns, @Nullable ImageTensor image) {
    long[] ids = encoder.encodePrompt(turns);
    long[] labels = new long[ids.length];
    Arrays.fill(labels, ImageToken.IGNORED);
    Sample sample = new Sample(0, "prompt", ids, labels, image);
    return BatchArrays.of(
            List.of(SplicedSample.of(sample, visualTokens, Integer.MAX_VALUE)),
            visualTokens,
            preprocessor.size())
        .toBatch(List.of());
  }

  /** Decodes an image and makes it what the model takes. */
  public ImageTensor prepare(EncodedImage image) {
    return preprocessor.prepare(image.name(), ImageReader.read(image));
  }
}
