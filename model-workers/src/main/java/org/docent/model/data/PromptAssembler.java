package org.docent.model.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.ImageToken;
import org.docent.model.text.TextTokenizer;
import org.docent.model.text.Turn;
import org.docent.model.text.TurnEncoder;
import org.jspecify.annotations.Nullable;

/** Makes the prompt of one question, with or without an image, as a batch of one open sample. */
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

  /** The batch of one prompt: the image, if there is one, comes before the question. */
  public Batch prompt(String question, @Nullable Path imageFile) {
    return imageFile == null
        ? prompt(question, (ImageTensor) null)
        : prompt(question, preprocessor.prepare(imageFile.toString(), ImageReader.read(imageFile)));
  }

  /**
   * The same with an image that is held encoded.
   *
   * @param name what a fault calls it
   */
  public Batch prompt(String question, String name, byte[] encoded) {
    return prompt(question, preprocessor.prepare(name, ImageReader.read(name, encoded)));
  }

  private Batch prompt(String question, @Nullable ImageTensor image) {
    String text = image == null ? question : ImageToken.TEXT + "\n" + question;
    long[] ids = encoder.encodePrompt(List.of(Turn.open(text)));
    long[] labels = new long[ids.length];
    Arrays.fill(labels, ImageToken.IGNORED);
    Sample sample = new Sample(0, "prompt", ids, labels, image);
    return BatchArrays.of(
            List.of(SplicedSample.of(sample, visualTokens, Integer.MAX_VALUE)),
            visualTokens,
            preprocessor.size())
        .toBatch(List.of());
  }
}
