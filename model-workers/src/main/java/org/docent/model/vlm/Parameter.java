package org.docent.model.vlm;

import ai.djl.ndarray.NDArray;
import java.util.Locale;

/**
 * One tensor of weights under its Hugging Face name.
 *
 * @param part the part it belongs to
 * @param name unique in the part: {@code model.layers.0.self_attn.q_proj.weight}
 * @param value updated in place and then float32, or frozen
 */
public record Parameter(Part part, String name, NDArray value) {

  /** Unique in the model: {@code language_model/model.norm.weight}. */
  public String key() {
    return part.name().toLowerCase(Locale.ROOT) + "/" + name;
  }
}
