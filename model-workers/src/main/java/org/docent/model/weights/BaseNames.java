package org.docent.model.weights;

import org.jspecify.annotations.Nullable;

/**
 * The models that a multimodal model was put together from: names on the Hugging Face hub, or
 * folders. The code of TinyLLaVA and LLaVA-KD opens them when it loads a model, for sizes,
 * tokenizer and image processor but not for weights, and chooses its classes by pieces of the
 * names, {@code qwen2} (LLaVA-KD: {@code qwen1.5} too) and {@code siglip}.
 *
 * @param language null when it is not known, or the empty name
 * @param vision likewise
 */
public record BaseNames(@Nullable String language, @Nullable String vision) {

  /** Nothing is known. */
  public static final BaseNames NONE = new BaseNames(null, null);

  static final String LANGUAGE_KEY = "llm_model_name_or_path";
  static final String VISION_KEY = "vision_model_name_or_path";

  public BaseNames {
    language = language == null || language.isBlank() ? null : language;
    vision = vision == null || vision.isBlank() ? null : vision;
  }

  /** These names, and those of {@code other} where one is missing. */
  public BaseNames or(BaseNames other) {
    return new BaseNames(
        language == null ? other.language : language, vision == null ? other.vision : vision);
  }
}
