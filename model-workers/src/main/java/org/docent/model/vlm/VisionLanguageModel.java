package org.docent.model.vlm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.docent.model.compute.ScriptValue;
import org.docent.model.compute.TorchProgram;

/**
 * Vision tower, connector and language model: weights by name, and the forward pass over them
 * ({@code vlm.torchscript}). The weights are plain tensors that never require gradients; {@link
 * #forward} makes leaf views of what is trainable, so an in-place update is seen by the next pass.
 */
public final class VisionLanguageModel implements AutoCloseable {

  private final TorchProgram program;
  private final NDManager manager;
  private final VlmConfig config;
  private final Precision precision;
  private final Map<Part, Map<String, NDArray>> weights = new EnumMap<>(Part.class);
  private final Map<Part, List<Parameter>> running = new EnumMap<>(Part.class);
  private final ScriptValue script;

  /**
   * Takes over float32 weights that {@code manager} owns, and {@code manager} with them.
   *
   * @param weights each part's tensors by plain name; the vision tower may have layers that do not
   *     run
   */
  public VisionLanguageModel(
      TorchProgram program,
      NDManager manager,
      VlmConfig config,
      Map<Part, ? extends Map<String, NDArray>> weights) {
    this(program, manager, config, Precision.FLOAT32, weights);
  }

  /** The same with weights held in the types of {@code precision}. */
  public VisionLanguageModel(
      TorchProgram program,
      NDManager manager,
      VlmConfig config,
      Precision precision,
      Map<Part, ? extends Map<String, NDArray>> weights) {
    this.program = program;
    this.manager = manager;
    this.config = config;
    this.precision = precision;
    for (Part part : Part.values()) {
      Map<String, NDArray> tensors = weights.get(part);
      if (tensors == null) {
        throw new IllegalArgumentException("a model needs weights of its " + part);
      }
      this.weights.put(part, tensors);
      this.running.put(part, runningOf(part, tensors, config.parameterShapes(part)));
    }
    this.script = bind();
  }

  public VlmConfig config() {
    return config;
  }

  /** The types its weights are held and its matrices multiplied in. */
  public Precision precision() {
    return precision;
  }

  /** Every tensor of a part, in the order given, those that do not run included. */
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

  /** The vision tower's features (N * P, D) of a batch's images, before the connector. */
  public NDArray features(BatchTensors batch, NDManager owner) {
    return program.call("tower").with(script).with(batch.inputs()).tensor(owner);
  }

  /**
   * The hidden states of every layer of that pass, {@code owner}'s: for finding where two
   * implementations part. Takes the memory of all layers at once and runs the vision tower twice.
   */
  public LayerStates layerStates(BatchTensors batch, NDManager owner) {
    return new LayerStates(
        program.call("vision_states").with(script).with(batch.inputs()).tensor(owner),
        program.call("language_states").with(script).with(batch.inputs()).tensor(owner));
  }

  /** The forward pass with a graph through {@code trainable} parts; frozen ones stay outside it. */
  public Tape forward(BatchTensors batch, Trainable trainable) {
    return new Tape(
        program,
        program
            .call("forward_with_tape")
            .with(script)
            .with(batch.inputs())
            .with(trainable.has(Part.VISION_TOWER))
            .with(trainable.has(Part.CONNECTOR))
            .with(trainable.has(Part.LANGUAGE_MODEL))
            .with(trainable.recomputing())
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
        .with(config.runningVisionLayers())
        .with(vision.heads())
        .with(vision.patchSize())
        .with(config.selection().dropped())
        .with(vision.layerNormEps())
        .with(language.layers())
        .with(language.heads())
        .with(language.kvHeads())
        .with(language.ropeTheta())
        .with(language.rmsNormEps())
        .with(precision.products())
        .run();
  }

  private List<NDArray> values(Part part) {
    return parameters(Set.of(part)).stream().map(Parameter::value).toList();
  }

  private Map<String, NDArray> tensors(Part part) {
    Map<String, NDArray> tensors = weights.get(part);
    if (tensors == null) {
      throw new IllegalStateException("no weights of " + part);
    }
    return tensors;
  }

  private static List<Parameter> runningOf(
      Part part, Map<String, NDArray> tensors, Map<String, long[]> shapes) {
    List<Parameter> parameters = new ArrayList<>();
    shapes.forEach(
        (name, shape) -> {
          NDArray tensor = tensors.get(name);
          if (tensor == null || !tensor.getShape().equals(new Shape(shape))) {
            throw new IllegalArgumentException(
                "%s of %s is %s, its configuration needs %s"
                    .formatted(
                        name,
                        part,
                        tensor == null ? "absent" : tensor.getShape(),
                        new Shape(shape)));
          }
          parameters.add(new Parameter(part, name, tensor));
        });
    return List.copyOf(parameters);
  }
}
