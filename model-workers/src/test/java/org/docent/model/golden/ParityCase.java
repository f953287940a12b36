package org.docent.model.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.data.Golden;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.Precision;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.model.weights.ModelSource;
import org.docent.model.weights.SafetensorsFile;
import org.docent.model.weights.WeightLoader;
import org.docent.model.weights.WeightSource;
import org.docent.protocol.settings.ModelSettings;
import org.docent.protocol.settings.VisionSettings;
import org.docent.protocol.settings.VisionSharing;

/**
 * One case of make_parity.py: a student and a teacher as transformers saved them, and what it made
 * of them in float64.
 */
public final class ParityCase {

  /** How far a float32 forward pass may be off, relative to the largest value of a tensor. */
  public static final double FORWARD = 2e-5;

  /** The same of gradients, losses, norms and weights after steps. */
  public static final double FLOAT32 = 1e-4;

  private final TorchProgram program;
  private final NDManager manager;
  private final Precision precision;
  private final Path folder;
  private final JsonNode facts;
  private final ParityBatches batches;

  /** In float32, whatever was stored. */
  public ParityCase(TorchProgram program, NDManager manager, String name) {
    this(program, manager, name, Precision.FLOAT32);
  }

  /** With models held and computed as {@code precision} says. */
  public ParityCase(TorchProgram program, NDManager manager, String name, Precision precision) {
    this.program = program;
    this.manager = manager;
    this.precision = precision;
    this.folder = Golden.file("parity/" + name);
    this.facts = Golden.json("parity/" + name + "/case.json");
    this.batches = new ParityBatches(facts);
  }

  /** Every case. */
  public static Stream<String> names() {
    return Stream.of("qwen1.5-mha", "qwen2-gqa7", "qwen2.5-untied", "so400m-picture", "wide-heads");
  }

  /** The cases that transformers ran in bf16 too. */
  public static Stream<String> bf16Names() {
    return names().filter(name -> Golden.json("parity/" + name + "/case.json").has("bf16"));
  }

  /** What case.json says. */
  public JsonNode facts() {
    return facts;
  }

  /**
   * {@code student} or {@code teacher}, from its folder or folders: fresh weights, the caller's.
   *
   * @param trained the parts that will change
   */
  public VisionLanguageModel model(String who, Set<Part> trained) {
    try (ModelSource source = ModelSource.openTeacher(settings(who), vision(who))) {
      Map<Part, WeightSource> parts = new EnumMap<>(Part.class);
      for (Part part : Part.values()) {
        parts.put(part, source.part(part));
      }
      return source.load(program, manager, precision, parts, trained);
    }
  }

  /** The same, none of whose parts changes. */
  public VisionLanguageModel model(String who) {
    return model(who, Set.of());
  }

  /** The samples at those places, padded to the longest of them. */
  public Batch batch(int... samples) {
    return batches.of(samples);
  }

  /** All samples in order. */
  public Batch all() {
    return batch(IntStream.range(0, facts.get("samples").size()).toArray());
  }

  /** The samples of an optimizer step. */
  public int[] step(int step) {
    return LongStream.of(Golden.longs(facts.get("steps").get(step)))
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  /** Of a state (B, T, D) of the batch of all samples the rows that are not padding, as (S, D). */
  public NDArray withoutPadding(NDArray stateBTD) {
    Shape shape = stateBTD.getShape();
    NDArray rows = manager.create(ParityBatches.realRows(all()));
    return stateBTD.reshape(shape.get(0) * shape.get(1), shape.get(2)).get(rows);
  }

  /** The reference's tensor of that name, or every stride-th element of a large one. */
  public Expected expected(String name) {
    JsonNode fact = facts.get("tensors").get(name);
    return new Expected(
        name,
        kept("expected.safetensors", name),
        fact.get("stride").asInt(),
        fact.get("largest").asDouble(),
        fact.get("norm").asDouble());
  }

  /** The same elements as transformers computes them in bf16. */
  public float[] inBf16(String name) {
    return kept("bf16.safetensors", name);
  }

  /** How far bf16 may be from the reference: by kind of number, then by name. */
  public JsonNode bf16Bounds() {
    return Golden.json("parity/" + folder.getFileName() + "/bf16.json");
  }

  /**
   * Whether Adam makes steps of full size out of rounding: the bias of a key moves every score of a
   * row alike, but for what the rotation of positions makes of it, which is nothing in slow pairs.
   */
  public static boolean isMovedByRounding(String parameter) {
    return parameter.endsWith("k_proj.bias");
  }

  /** Whether that is all its gradient: SigLIP has no rotation. */
  public static boolean hasGradientOfRounding(String parameter) {
    return isMovedByRounding(parameter) && parameter.contains("vision_tower/");
  }

  private float[] kept(String file, String name) {
    try (WeightSource source = SafetensorsFile.open(folder.resolve(file));
        NDManager scope = manager.newSubManager()) {
      Map<String, long[]> shape = Map.of(name, source.spec(name).shape());
      return new WeightLoader(program, scope)
          .load(source, shape)
          .values()
          .iterator()
          .next()
          .toFloatArray();
    }
  }

  private ModelSettings settings(String who) {
    Path place = folder.resolve(who);
    return facts.get("parts").asBoolean()
        ? new ModelSettings(
            null,
            place.resolve("vision"),
            place.resolve("connector.safetensors"),
            place.resolve("language"),
            place)
        : new ModelSettings(place, null, null, null, place);
  }

  private VisionSettings vision(String who) {
    JsonNode own = facts.get("models").get(who);
    return new VisionSettings(
        own.get("featureLayer").asInt(), own.get("select").asText(), VisionSharing.NEVER);
  }
}
