package org.docent.model.weights;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.docent.model.storage.DurableFolder;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a model folder, which may be a checkpoint, once more in a layout of one's choice. Tensors
 * pass one after another, a few MiB at a time, so that a model of any size takes no memory.
 *
 * @param dtype the type of all weights; null leaves each as it is
 * @param maxShardBytes where safetensors are cut into shards
 * @param names what a configuration of TinyLLaVA shall name as its base models
 */
public record ModelConversion(
    ModelLayout layout, @Nullable ElementType dtype, long maxShardBytes, BaseNames names) {

  /**
   * What was written.
   *
   * @param bytes of all tensors
   * @param names what a configuration of TinyLLaVA names; of no interest with another layout
   */
  public record Written(int tensors, long bytes, BaseNames names) {}

  /**
   * Converts {@code from} to {@code to}, which appears whole or not at all.
   *
   * @throws DocentException when {@code from} is no whole model, {@code to} is not free, or the
   *     disk does not take it
   */
  public Written write(Path from, Path to) {
    DurableFolder.requireFree(to);
    try (ModelFolder folder = ModelFolder.open(from)) {
      ExportedModel model = model(folder);
      Written[] written = new Written[1];
      DurableFolder.write(to, target -> written[0] = write(target, model, place(to)));
      return written[0];
    }
  }

  private Written write(Path target, ExportedModel read, Path place) {
    ExportedModel model = read;
    BaseNames known = read.baseNames();
    if (layout.isTinyLlava() && (known.language() == null || known.vision() == null)) {
      model = read.withBaseNames(known.or(ModelExport.writeBases(target, read, place)));
    }
    ModelExport.write(target, model, layout, maxShardBytes);
    List<NamedTensor> tensors = model.parts().values().stream().flatMap(List::stream).toList();
    return new Written(
        tensors.size(),
        tensors.stream().mapToLong(tensor -> tensor.spec().byteCount()).sum(),
        model.baseNames());
  }

  private ExportedModel model(ModelFolder folder) {
    if (!folder.isWhole()) {
      throw DocentException.stop(
          folder.path()
              + " is no multimodal model: it must have vision tower, connector and language model");
    }
    VlmConfig config = folder.config();
    Map<Part, List<NamedTensor>> parts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      WeightSource source = folder.part(part);
      WeightLoader.require(source, config.parameterShapes(part));
      parts.put(part, source.names().stream().map(name -> tensor(source, name)).toList());
    }
    return new ExportedModel(
        config,
        parts,
        folder.tokenizer(),
        folder.imageAspectRatio().orElse("square"),
        names.or(folder.baseNames()));
  }

  private NamedTensor tensor(WeightSource source, String name) {
    return dtype == null ? NamedTensor.of(source, name) : ConvertedTensor.of(source, name, dtype);
  }

  private static Path place(Path to) {
    return to.toAbsolutePath().normalize();
  }
}
