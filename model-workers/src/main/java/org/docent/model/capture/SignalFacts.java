package org.docent.model.capture;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.docent.model.data.StageData;
import org.docent.model.store.Sha256;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.TextTokenizer;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.VlmConfig;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.settings.DataSettings;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.PrecisionSettings;
import org.docent.protocol.settings.RunSettings;

/**
 * All that decides what a stage's signals say, by name: as a teacher makes them, or as a student
 * needs them. Images are not looked at.
 */
public final class SignalFacts {

  /** Identity of the teacher's weights, which each signal carries. */
  public static final String TEACHER = "the teacher's weights";

  /** Identity of the vision tower whose features the signals carry, or {@link #NONE}. */
  public static final String FEATURES = "the vision tower of the features";

  /** The types in which the teacher is held and computed. */
  public static final String TYPES = "the teacher's type";

  /** Rows of the teacher's head. */
  public static final String VOCABULARY = "the teacher's vocabulary";

  /** The value of {@link #FEATURES} where signals carry none. */
  public static final String NONE = "none";

  private final RunSettings run;
  private final ModelSource model;
  private final String tokenizer;
  private final Map<Path, String> hashes = new HashMap<>();

  /** The facts of a run by one of its models: its teacher, or its student. */
  public SignalFacts(RunSettings run, ModelSource model) {
    this.run = run;
    this.model = model;
    try (TextTokenizer opened = model.openTokenizer()) {
      this.tokenizer = TokenizerIdentity.of(opened);
    }
  }

  /** What a student needs of a stage's signals, whichever teacher they come from. */
  public Map<String, String> needed(int stage) {
    DataSettings data = run.stage(stage).data();
    VlmConfig config = model.config();
    ChatTemplate template = StageData.template(data);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("the tokenizer", tokenizer);
    facts.put(
        "the template",
        "%s, \"%s\", \"%s\"".formatted(template.key(), template.system(), template.end()));
    facts.put("model-max-length", String.valueOf(data.modelMaxLength()));
    facts.put("the image size", String.valueOf(config.vision().imageSize()));
    facts.put("image-aspect-ratio", data.imageAspectRatio());
    facts.put("image-resize", data.imageResize());
    facts.put("the number of visual tokens", String.valueOf(config.visualTokens()));
    facts.put(FEATURES, run.sharesVisionTower(stage) ? model.fingerprint(Part.VISION_TOWER) : NONE);
    facts.put("the codec", SignalEncoding.of(run, stage).identity());
    facts.put("the SHA-256 of data-path", hashes.computeIfAbsent(data.dataPath(), Sha256::ofFile));
    return facts;
  }

  /** What a teacher makes of a stage; its weights are known by its first signal. */
  public Map<String, String> made(int stage) {
    Map<String, String> facts = new LinkedHashMap<>();
    VlmConfig config = model.config();
    facts.put(TYPES, types(run.teacher().precision()));
    facts.put(VOCABULARY, String.valueOf(config.language().vocabSize()));
    facts.put("the number of vision layers", String.valueOf(config.runningVisionLayers()));
    facts.put("the selection of patches", config.selection().name());
    facts.putAll(needed(stage));
    return facts;
  }

  /** Types as a fact. */
  public static String types(PrecisionSettings precision) {
    Dtype products = precision.computeDtype();
    return products == null
        ? precision.dtype().key()
        : precision.dtype().key() + " multiplied in " + products.key();
  }
}
