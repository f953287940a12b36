package org.docent.model.data;

import java.util.Arrays;
import java.util.List;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.ImageToken;
import org.docent.model.text.TextTokenizer;
import org.docent.model.text.Turn;
import org.docent.model.text.TurnEncoder;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the prompt of a question, with or without an image, as a batch of one open sample. Safe for
 * use by several threads.
 */
public final class PromptAssembler {

  private final TextTokenizer tokenizer;
  private final ChatTemplate template;
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
    this.tokenizer = tokenizer;
    this.template = template;
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

  /** The same with another opening sentence; empty for none. */
  public PromptAssembler withSystem(String sentence) {
    return new PromptAssembler(
        tokenizer, template.withSystem(sentence), preprocessor, visualTokens);
  }

  /** Decodes an image and makes it what the model takes. */
  public ImageTensor prepare(EncodedImage image) {
    return prepare(image, PixelImage.MOST_PIXELS);
  }

  /** The same for an image of at most {@code mostPixels}, its frame included. */
  public ImageTensor prepare(EncodedImage image, long mostPixels) {
    PixelImage pixels = ImageReader.read(image, mostPixels);
    long framed = preprocessor.aspect().framedPixels(pixels);
    if (framed > mostPixels) {
      throw DocentException.skip(
          "The image %s cannot be read: of %dx%d pixels it would take %d in its square frame, and at most %d are read; replace it."
              .formatted(image.name(), pixels.width(), pixels.height(), framed, mostPixels));
    }
    return preprocessor.prepare(image.name(), pixels);
  }
}
