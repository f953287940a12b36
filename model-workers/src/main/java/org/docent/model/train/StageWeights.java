package org.docent.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.docent.model.compute.TorchProgram;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.Precision;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.model.weights.ExportedModel;
import org.docent.model.weights.ModelExport;
import org.docent.model.weights.ModelFolder;
import org.docent.model.weights.ModelLayout;
import org.docent.model.weights.ModelSource;
import org.docent.model.weights.NamedTensor;
import org.docent.model.weights.NamedTensors;
import org.docent.model.weights.WeightSource;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.docent.protocol.settings.TuningSettings;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a student in one stage: each part from where the stage says it starts, or all from
 * the checkpoint when the stage goes on in its middle.
 */
final class StageWeights implements AutoCloseable {

  private final StageSettings stage;
  private final ModelSource student;
  private final Map<Part, WeightSource> origins;
  private final VisionLanguageModel model;

  private StageWeights(
      StageSettings stage,
      ModelSource student,
      Map<Part, WeightSource> origins,
      VisionLanguageModel model) {
    this.stage = stage;
    this.student = student;
    this.origins = origins;
    this.model = model;
  }

  /**
   * Loads the weights with which a stage begins or goes on.
   *
   * @param checkpoint the weights so far; null at the very beginning
   * @param student the configured weights, and the sizes of every part
   */
  static StageWeights load(
      RunSettings run,
      StageStart start,
      @Nullable Path checkpoint,
      ModelSource student,
      TorchProgram program,
      NDManager parent) {
    StageSettings stage = run.stage(start.stage());
    Map<Part, WeightSource> origins = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      String from = start.nextStep() > 0 ? TuningSettings.PREVIOUS : part.startOf(stage.tuning());
      origins.put(part, origin(part, from, checkpoint, student));
    }
    VisionLanguageModel model =
        student.load(
            program,
            parent,
            Precision.of(run.student().precision(), parent.getDevice()),
            origins,
            Part.trainedBy(stage.tuning()));
    return new StageWeights(stage, student, origins, model);
  }

  VisionLanguageModel model() {
    return model;
  }

  /** What moves, float32: live tensors by part and name. */
  Map<Part, Map<String, NDArray>> trained() {
    Map<Part, Map<String, NDArray>> trained = new EnumMap<>(Part.class);
    Part.trainedBy(stage.tuning()).forEach(part -> trained.put(part, model.weights(part)));
    return trained;
  }

  /**
   * Writes the model: float32 where it trains; everything else, and tensors that do not run, byte
   * for byte as it came. On any thread, as long as this is open.
   *
   * @param trained what moves, or copies of it
   */
  void export(Path folder, String layout, Map<Part, Map<String, NDArray>> trained) {
    Map<Part, List<NamedTensor>> parts = new EnumMap<>(Part.class);
    origins.forEach(
        (part, origin) -> {
          Map<String, NDArray> moved = trained.get(part);
          parts.put(part, moved == null ? NamedTensors.of(origin) : NamedTensors.of(origin, moved));
        });
    ModelExport.write(
        folder,
        new ExportedModel(
            model.config(),
            parts,
            student.tokenizer(),
            stage.data().imageAspectRatio(),
            student.baseNames()),
        ModelLayout.byKey("student.layout", layout));
  }

  /** Bytes of all tensors that {@link #export} writes. */
  long exportBytes() {
    Set<Part> trained = Part.trainedBy(stage.tuning());
    long bytes = 0;
    for (Map.Entry<Part, WeightSource> origin : origins.entrySet()) {
      Set<String> moved =
          trained.contains(origin.getKey()) ? model.weights(origin.getKey()).keySet() : Set.of();
      for (String name : origin.getValue().names()) {
        bytes += moved.contains(name) ? 0 : origin.getValue().spec(name).byteCount();
      }
    }
    return bytes + bytesOf(trained().values());
  }

  private static long bytesOf(Collection<Map<String, NDArray>> parts) {
    return parts.stream()
        .flatMap(tensors -> tensors.values().stream())
        .mapToLong(tensor -> Float.BYTES * tensor.size())
        .sum();
  }

  /** Frees the weights; what the student owns stays open. */
  @Override
  public void close() {
    model.close();
    origins.forEach(
        (part, origin) -> {
          if (origin != student.part(part)) {
            origin.close();
          }
        });
  }

  private static WeightSource origin(
      Part part, String from, @Nullable Path checkpoint, ModelSource student) {
    if (from.equals(TuningSettings.INITIAL)) {
      return student.part(part);
    }
    if (from.equals(TuningSettings.PREVIOUS)) {
      return checkpoint == null ? student.part(part) : ModelFolder.open(checkpoint).part(part);
    }
    return student.elsewhere(part, Path.of(from));
  }
}
