package org.docent.model.weights;

import static org.docent.model.vlm.Part.CONNECTOR;
import static org.docent.model.vlm.Part.LANGUAGE_MODEL;
import static org.docent.model.vlm.Part.VISION_TOWER;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.docent.model.vlm.Part;
import org.docent.protocol.failure.DocentException;

/**
 * How a folder names the tensors of the three parts. A rule says which beginning of a stored name
 * stands for which beginning of a plain name; it is read both ways.
 */
public enum ModelLayout {
  /** What LlavaForConditionalGeneration of transformers saves, and reads back. */
  HUGGING_FACE(
      rule(VISION_TOWER, "vision_model.", "vision_tower.vision_model."),
      rule(CONNECTOR, "0.", "multi_modal_projector.linear_1."),
      rule(CONNECTOR, "2.", "multi_modal_projector.linear_2."),
      rule(LANGUAGE_MODEL, "", "language_model.")),

  /** The names the same model has in memory, as newer releases save it. */
  HUGGING_FACE_NESTED(
      rule(VISION_TOWER, "vision_model.", "model.vision_tower.vision_model."),
      rule(CONNECTOR, "0.", "model.multi_modal_projector.linear_1."),
      rule(CONNECTOR, "2.", "model.multi_modal_projector.linear_2."),
      rule(LANGUAGE_MODEL, "model.", "model.language_model."),
      rule(LANGUAGE_MODEL, "lm_head.", "lm_head.")),

  /** What TinyLLaVA and LLaVA-KD save in one file. */
  TINYLLAVA(
      rule(VISION_TOWER, "vision_model.", "vision_tower._vision_tower.vision_model."),
      rule(CONNECTOR, "", "connector._connector."),
      rule(LANGUAGE_MODEL, "", "language_model.")),

  /**
   * A part on its own: Qwen2ForCausalLM, SiglipVisionModel, SiglipModel, a file with a connector.
   */
  SINGLE_PART(
      rule(VISION_TOWER, "vision_model.", "vision_model."),
      rule(VISION_TOWER, "vision_model.", "_vision_tower.vision_model."),
      rule(LANGUAGE_MODEL, "model.", "model."),
      rule(LANGUAGE_MODEL, "lm_head.", "lm_head."),
      rule(CONNECTOR, "0.", "0."),
      rule(CONNECTOR, "2.", "2."),
      rule(CONNECTOR, "", "_connector."),
      rule(CONNECTOR, "0.", "linear_1."),
      rule(CONNECTOR, "2.", "linear_2.")),

  /** What TinyLLaVA saves in a folder for each part. */
  TINYLLAVA_SPLIT(
      rule(VISION_TOWER, "vision_model.", "vision_model."),
      rule(CONNECTOR, "", "_connector."),
      rule(LANGUAGE_MODEL, "model.", "model."),
      rule(LANGUAGE_MODEL, "lm_head.", "lm_head."));

  private record Rule(Part part, String plain, String stored) {}

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of, of records of strings
  private final List<Rule> rules;

  ModelLayout(Rule... rules) {
    this.rules = List.of(rules);
  }

  /**
   * The layout of that name: {@code hf}, {@code tinyllava} or {@code tinyllava-split}.
   *
   * @param setting what is set to it, for the message
   */
  public static ModelLayout byKey(String setting, String key) {
    return switch (key) {
      case "hf" -> HUGGING_FACE;
      case "tinyllava" -> TINYLLAVA;
      case "tinyllava-split" -> TINYLLAVA_SPLIT;
      default ->
          throw DocentException.stop(
              "%s is \"%s\", must be hf, tinyllava or tinyllava-split".formatted(setting, key));
    };
  }

  /** Whether its configuration is one of TinyLLaVA. */
  boolean isTinyLlava() {
    return this == TINYLLAVA || this == TINYLLAVA_SPLIT;
  }

  /** The layout that places most of the {@code storedNames}; the earliest of several. */
  public static ModelLayout of(Collection<String> storedNames) {
    ModelLayout best = HUGGING_FACE;
    long mostPlaced = -1;
    for (ModelLayout layout : values()) {
      long placed = storedNames.stream().filter(name -> layout.place(name).isPresent()).count();
      if (placed > mostPlaced) {
        best = layout;
        mostPlaced = placed;
      }
    }
    return best;
  }

  /** The part and plain name of a stored tensor; empty when it belongs to none. */
  public Optional<PartTensor> place(String storedName) {
    return rules.stream()
        .filter(rule -> storedName.startsWith(rule.stored))
        .map(rule -> new PartTensor(rule.part, rule.plain + after(rule.stored, storedName)))
        .findFirst();
  }

  /** The name under which a tensor is stored. */
  public String storedName(PartTensor tensor) {
    return rules.stream()
        .filter(rule -> rule.part == tensor.part() && tensor.name().startsWith(rule.plain))
        .map(rule -> rule.stored + after(rule.plain, tensor.name()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(this + " has no place for " + tensor));
  }

  private static Rule rule(Part part, String plain, String stored) {
    return new Rule(part, plain, stored);
  }

  private static String after(String prefix, String name) {
    return name.substring(prefix.length());
  }
}
