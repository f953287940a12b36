package org.docent.model.vlm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.docent.model.compute.ScriptValue;
import org.docent.model.compute.TorchProgram;

/**
 * Vision tower, connector and language model: float32 weights by name, and the forward pass over
 * them ({@code vlm.torchscript}). The weights are plain tensors that never require gradients; {@link
 * #forward} makes leaf views of what is trainable, so an in-place update is seen by the next pass.
 */
public final class VisionLanguageModel implements AutoCloseable {

  private static final Pattern VISION_LAYER = Pattern.compile("encoder\\.layers\\.(\\d+)\\.");

  private final TorchProgram program;
  private final NDManager manager;
  private final VlmConfig config;
  private final Map<Part, LinkedHashMap<String, NDArray>> weights = new EnumMap<>(Part.class);
  private final Map<Part, List<Parameter>> running = new EnumMap<>(Part.class);
  private final ScriptValue script;

  /**
   * Takes over weights that {@code manager} owns, and {@code manager} with them.
   *
   * @param weights each part's tensors in canonical order; the vision tower may have layers that do
   *     not run
   */
  public VisionLanguageModel(
      TorchProgram program,
      NDManager manager,
      VlmConfig config,
      Map<Part, LinkedHashMap<String, NDArray>> weights) {
    this.program = program;
    this.manager = manager;
    this.config = config;
    for (Part part : Part.values()) {
      LinkedHashMap<String, NDArray> tensors = weights.get(part);
      if (tensors == null) {
        throw new IllegalArgumentException("a model needs weights of its " + part);
      }
      this.weights.put(part, tensors);
      this.running.put(part, runningOf(part, tensors, visionLayers(config)));
    }
    requireCount(Part.VISION_TOWER, 3 + 16 * visionLayers(config));
    requireCount(Part.CONNECTOR, 4);
    requireCount(
        Part.LANGUAGE_MODEL,
        2 + 12 * config.language().layers() + (config.language().tied() ? 0 : 1));
    this.script = bind();
  }

  public VlmConfig config() {
    return config;
  }

  /** Every tensor of a part, in canonical order, those that do not run included. */
  public Map<String, NDArray> weights(Part part) {
    return Collections.unmodifiableMap(tensors(part));
  }

  /** What the forward pass reads of those parts, in the order of {@link Part} and of the names. */
  public List<Parameter> parameters(Set<Part> parts) {
    List<Parameter> parameters = new ArrayList<>();
    running.forEach((part, list) -> parameters.addAll(parts.contains(part) ? list : List.of()));
    return parameters;
  }

  /** The output head (V, D): the embedding itself when the two are tied. */
  public Parameter head() {
    List<Parameter> language = parameters(Set.of(Part.LANGUAGE_MODEL));
    return language.get(config.language().tied() ? 0 : language.size() - 1);
  }

  /** Hidden states (B*T, D) after the final norm, without a graph. */
  public NDArray hidden(BatchTensors batch, NDManager owner) {
    return program.call("forward").with(script).with(batch.inputs()).tensor(owner);
  }

  /** The forward pass with a graph through {@code trainable} parts; frozen ones stay outside it. */
  public Tape forward(BatchTensors batch, Set<Part> trainable) {
    return new Tape(
        program,
        program
            .call("forward_with_tape")
            .with(script)
            .with(batch.inputs())
            .with(trainable.contains(Part.VISION_TOWER))
            .with(trainable.contains(Part.CONNECTOR))
            .with(trainable.contains(Part.LANGUAGE_MODEL))
            .run());
  }

  /** The program's {@code Vlm}: this model as other methods of the program take it. */
  public ScriptValue script() {
    return script;
  }

  /** The program the model was bound to. */
  public TorchProgram program() {
    return program;
  }

  @Override
  public void close() {
    script.close();
    manager.close();
  }

  private ScriptValue bind() {
    SiglipConfig vision = config.vision();
    Qwen2Config language = config.language();
    return program
        .call("vlm")
        .with(values(Part.VISION_TOWER))
        .with(values(Part.CONNECTOR))
        .with(values(Part.LANGUAGE_MODEL))
        .with(visionLayers(config))
        .with(vision.heads())
        .with(vision.patchSize())
        .with(config.selection() == VisualSelection.PATCH ? 1 : 0)
        .with(vision.layerNormEps())
        .with(language.layers())
        .with(language.heads())
        .with(language.kvHeads())
        .with(language.ropeTheta())
        .with(language.rmsNormEps())
        .run();
  }

  private List<NDArray> values(Part part) {
    return parameters(Set.of(part)).stream().map(Parameter::value).toList();
  }

  private LinkedHashMap<String, NDArray> tensors(Part part) {
    LinkedHashMap<String, NDArray> tensors = weights.get(part);
    if (tensors == null) {
      throw new IllegalStateException("no weights of " + part);
    }
    return tensors;
  }

  /** hidden_states has the embeddings first, so index -2 of an L-layer tower is layer L-1's output. */
  private static int visionLayers(VlmConfig config) {
    int index = config.visionFeatureLayer();
    return index < 0 ? config.vision().layers() + 1 + index : index;
  }

  private static List<Parameter> runningOf(
      Part part, LinkedHashMap<String, NDArray> tensors, int visionLayers) {
    return tensors.entrySet().stream()
        .filter(e -> part != Part.VISION_TOWER || runs(e.getKey(), visionLayers))
        .map(e -> new Parameter(part, e.getKey(), e.getValue()))
        .toList();
  }

  private static boolean runs(String visionName, int layers) {
    Matcher layer = VISION_LAYER.matcher(visionName);
    return layer.find()
        ? Integer.parseInt(layer.group(1)) < layers
        : visionName.contains("embeddings.");
  }

  private void requireCount(Part part, int wanted) {
    int found = parameters(Set.of(part)).size();
    if (found != wanted) {
      throw new IllegalArgumentException(
          part + " has " + found + " tensors that run, its configuration needs " + wanted);
    }
  }
}
