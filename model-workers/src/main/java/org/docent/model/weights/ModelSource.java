package org.docent.model.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.docent.model.compute.TorchProgram;
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.Precision;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.ModelSettings;
import org.docent.protocol.settings.StudentSettings;
import org.docent.protocol.settings.VisionSettings;

/**
 * A multimodal model on disk, in one folder or put together from parts: its sizes, where each
 * part's weights are and its tokenizer.
 */
public final class ModelSource implements Closeable {

  private final String role;
  private final VlmConfig config;
  private final Map<Part, WeightSource> parts;
  private final Path tokenizer;
  private final BaseNames baseNames;

  ModelSource(
      String role,
      VlmConfig config,
      Map<Part, WeightSource> parts,
      Path tokenizer,
      BaseNames baseNames) {
    this.role = role;
    this.config = config;
    this.parts = new EnumMap<>(parts);
    this.tokenizer = tokenizer;
    this.baseNames = baseNames;
  }

  /** Opens a whole model folder. */
  public static ModelSource open(Path folder) {
    ModelSettings settings = new ModelSettings(folder, null, null, null, null);
    return new ModelAssembly("model", settings).open(null, null);
  }

  /**
   * Opens a run's teacher, all of whose parts must be there.
   *
   * @param vision how visual tokens are taken where no whole folder says it
   */
  public static ModelSource openTeacher(ModelSettings settings, VisionSettings vision) {
    return new ModelAssembly("teacher", settings).open(vision, null);
  }

  /** Opens a run's student; without connector weights it begins with one drawn from its seed. */
  public static ModelSource openStudent(StudentSettings student, VisionSettings vision) {
    return new ModelAssembly("student", student.model()).open(vision, student.seed());
  }

  public VlmConfig config() {
    return config;
  }

  /** The tensors of a part under their plain names, open as long as this is. */
  public WeightSource part(Part part) {
    WeightSource source = parts.get(part);
    if (source == null) {
      throw new IllegalStateException(role + " has no " + part);
    }
    return source;
  }

  /** The models its parts come from. */
  public BaseNames baseNames() {
    return baseNames;
  }

  /** Whether a part has the same sizes and the same stored weights in another model. */
  public boolean shares(Part part, ModelSource other) {
    Map<String, long[]> shapes = config.parameterShapes(part);
    WeightSource ours = part(part);
    WeightSource theirs = other.part(part);
    return shapes.keySet().equals(other.config.parameterShapes(part).keySet())
        && shapes.keySet().stream()
            .allMatch(
                name ->
                    ours.spec(name).equals(theirs.spec(name))
                        && ((ours.region(name).isPresent()
                                && ours.region(name).equals(theirs.region(name)))
                            || ours.bytes(name).equals(theirs.bytes(name))));
  }

  /** The tokenizer's file or folder. */
  public Path tokenizer() {
    return tokenizer;
  }

  /**
   * Opens the tokenizer.
   *
   * @throws DocentException when it has tokens for which the embedding has no row
   */
  public TextTokenizer openTokenizer() {
    TextTokenizer opened = TextTokenizer.open(tokenizer);
    int rows = config.language().vocabSize();
    if (opened.vocabSize() > rows) {
      int tokens = opened.vocabSize();
      opened.close();
      throw DocentException.stop(
          "the %s's tokenizer %s has %d tokens, its language model %s has embeddings for %d: take the tokenizer that belongs to the model"
              .formatted(role, tokenizer, tokens, part(Part.LANGUAGE_MODEL).origin(), rows));
    }
    return opened;
  }

  /**
   * Looks at the name, shape and type of every tensor the model needs, without loading one.
   *
   * @throws DocentException when one is missing or does not fit
   */
  public void requireWeights() {
    requireWeights(Part.VISION_TOWER, part(Part.VISION_TOWER));
    requireWeights(Part.LANGUAGE_MODEL, part(Part.LANGUAGE_MODEL));
    // Last, since its shapes follow from the other two.
    requireWeights(Part.CONNECTOR, part(Part.CONNECTOR));
  }

  /** The same for a part with weights from elsewhere. */
  public void requireWeights(Part part, WeightSource source) {
    WeightLoader.require(source, config.parameterShapes(part));
  }

  /**
   * A part's weights from another file or folder, as a stage may name one.
   *
   * @throws DocentException when they are not there or do not fit this model
   */
  public WeightSource elsewhere(Part part, Path other) {
    WeightSource source =
        part == Part.CONNECTOR ? ConnectorFile.open(other) : ModelFolder.open(other).part(part);
    requireWeights(part, source);
    return source;
  }

  /** Loads a model that never changes, owned by a new sub-manager of {@code parent}. */
  public VisionLanguageModel load(TorchProgram program, NDManager parent, Precision precision) {
    return load(program, parent, precision, parts, Set.of());
  }

  /**
   * The same model with parts from elsewhere, some of which change.
   *
   * @param trained the parts whose weights are float32 and in memory of their own
   */
  public VisionLanguageModel load(
      TorchProgram program,
      NDManager parent,
      Precision precision,
      Map<Part, WeightSource> from,
      Set<Part> trained) {
    NDManager manager = parent.newSubManager();
    manager.setName(role + "-weights");
    WeightLoader loader = new WeightLoader(program, manager);
    Map<Part, LinkedHashMap<String, NDArray>> weights = new EnumMap<>(Part.class);
    from.forEach(
        (part, source) -> {
          Map<String, long[]> shapes = config.parameterShapes(part);
          weights.put(
              part,
              trained.contains(part)
                  ? loader.load(source, shapes)
                  : loader.loadFrozen(source, shapes, precision.frozen()));
        });
    return new VisionLanguageModel(program, manager, config, precision, weights);
  }

  /** Identity of the weights that run: a CRC-32C over names and stored bytes, in hexadecimal. */
  public String fingerprint() {
    return fingerprint(parts.keySet());
  }

  /** The same of one part. */
  public String fingerprint(Part part) {
    return fingerprint(Set.of(part));
  }

  private String fingerprint(Set<Part> of) {
    CRC32C crc = new CRC32C();
    for (Part part : of) {
      for (String name : config.parameterShapes(part).keySet()) {
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        crc.update(part(part).bytes(name));
      }
    }
    return "%08x".formatted(crc.getValue());
  }

  @Override
  public void close() {
    parts.values().forEach(WeightSource::close);
  }
}
