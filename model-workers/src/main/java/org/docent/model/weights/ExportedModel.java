package org.docent.model.weights;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.VlmConfig;

/**
 * A whole model to write.
 *
 * @param parts the tensors of all three parts under their plain names
 * @param tokenizerSource a folder with tokenizer files, or one of those files
 * @param imageAspectRatio how pictures are brought to size: {@code square} or {@code pad}
 * @param baseNames the models its parts come from, as a configuration of TinyLLaVA names them
 */
public record ExportedModel(
    VlmConfig config,
    Map<Part, List<NamedTensor>> parts,
    Path tokenizerSource,
    String imageAspectRatio,
    BaseNames baseNames) {

  public ExportedModel {
    if (!parts.keySet().equals(Set.of(Part.values()))) {
      throw new IllegalArgumentException("a whole model has all parts, this one " + parts.keySet());
    }
    parts = new EnumMap<>(parts);
    parts.replaceAll((part, tensors) -> List.copyOf(tensors));
  }

  ExportedModel withBaseNames(BaseNames names) {
    return new ExportedModel(config, parts, tokenizerSource, imageAspectRatio, names);
  }

  /** The tensors of one part. */
  List<NamedTensor> part(Part part) {
    return parts.getOrDefault(part, List.of());
  }
}
