package org.docent.protocol.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The data of a stage.
 *
 * @param dataPath LLaVA JSON: an array of records
 * @param imageFolder what image names are relative to; null when no record has an image
 * @param conversation template: {@code pretrain}, {@code phi}, {@code qwen2_base}, {@code
 *     qwen2_instruct}
 * @param systemMessage instead of the template's own; empty for none, null for the template's own
 * @param imageAspectRatio {@code square} or {@code pad}
 * @param imageResize the Pillow whose bytes a resize gives: {@code pillow-13} or {@code pillow-12}
 * @param modelMaxLength tokens kept of a sample, before and after the splice
 * @param shuffle whether the samples are taken in a seeded order, otherwise as they stand
 * @param groupByModalityLength whether shuffled samples are grouped by modality and length
 * @param skipCorruptSamples distinct corrupt samples that may be left out before the run stops
 */
public record DataSettings(
    Path dataPath,
    @Nullable Path imageFolder,
    String conversation,
    @Nullable String systemMessage,
    String imageAspectRatio,
    String imageResize,
    int modelMaxLength,
    boolean shuffle,
    boolean groupByModalityLength,
    int skipCorruptSamples) {

  public DataSettings {
    Rules.requireOneOf(
        "conv-version", conversation, "pretrain", "phi", "qwen2_base", "qwen2_instruct");
    Rules.requireOneOf("image-aspect-ratio", imageAspectRatio, "square", "pad");
    Rules.requireOneOf("image-resize", imageResize, "pillow-13", "pillow-12");
    Rules.requireAtLeast(1, "model-max-length", modelMaxLength);
    Rules.requireAtLeast(0, "skip-corrupt-samples", skipCorruptSamples);
  }

  /** Records of another file that are read in the same way, in their order and none left out. */
  public DataSettings heldOut(Path records) {
    return new DataSettings(
        records,
        imageFolder,
        conversation,
        systemMessage,
        imageAspectRatio,
        imageResize,
        modelMaxLength,
        /* shuffle= */ false,
        /* groupByModalityLength= */ false,
        /* skipCorruptSamples= */ 0);
  }
}
