package org.docent.model.data;

import org.docent.model.text.ChatTemplate;
import org.docent.model.text.TextTokenizer;
import org.docent.protocol.settings.DataSettings;

/**
 * A stage's data as one model sees it: its tokenizer, its image size, its number of visual tokens.
 *
 * @param reader samples before the splice
 * @param assembler micro-batches after it
 */
public record StageData(SampleReader reader, BatchAssembler assembler) {

  /**
   * Opens the data of a stage.
   *
   * @param imageSize side in pixels of what the vision tower takes
   * @param visualTokens rows an image becomes
   */
  public static StageData open(
      DataSettings settings, TextTokenizer tokenizer, int imageSize, int visualTokens) {
    SampleReader reader =
        new SampleReader(
            LlavaDataset.open(settings.dataPath()),
            tokenizer,
            template(settings),
            new ImagePreprocessor(
                AspectRatio.byKey(settings.imageAspectRatio()),
                imageSize,
                PassOrder.byKey(settings.imageResize())),
            settings.imageFolder(),
            settings.modelMaxLength());
    return new StageData(
        reader,
        new BatchAssembler(
            reader, visualTokens, settings.modelMaxLength(), settings.skipCorruptSamples() > 0));
  }

  /** The template of a stage, with its own system message where the settings name one. */
  public static ChatTemplate template(DataSettings settings) {
    ChatTemplate template = ChatTemplate.byKey(settings.conversation());
    String system = settings.systemMessage();
    return system == null ? template : template.withSystem(system);
  }
}
