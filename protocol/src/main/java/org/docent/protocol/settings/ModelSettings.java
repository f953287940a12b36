package org.docent.protocol.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a multimodal model's weights come from: one folder, or parts; a part that is named wins
 * over the folder's.
 *
 * @param modelPath a multimodal model folder
 * @param visionTower a SigLIP folder
 * @param connector a safetensors file or folder; null without a folder means freshly initialised
 * @param languageModel a Qwen2 folder
 * @param tokenizer a folder with tokenizer.json; null: the language model's, else the model
 *     folder's
 */
public record ModelSettings(
    @Nullable Path modelPath,
    @Nullable Path visionTower,
    @Nullable Path connector,
    @Nullable Path languageModel,
    @Nullable Path tokenizer) {

  /** Whether a vision tower and a language model are named. */
  public boolean complete() {
    return modelPath != null || (visionTower != null && languageModel != null);
  }
}
