package org.docent.model.bench;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.docent.model.vlm.Part;

/** What moves in the recipe's stages with a teacher. */
public enum BenchStage {
  /** The connector. */
  DPT(EnumSet.of(Part.CONNECTOR)),
  /** Connector and language model. */
  DFT(EnumSet.of(Part.CONNECTOR, Part.LANGUAGE_MODEL));

  private final Set<Part> moving;

  BenchStage(Set<Part> moving) {
    this.moving = Set.copyOf(moving);
  }

  /** The parts that move. */
  public Set<Part> moving() {
    return moving;
  }

  /** The name in a configuration: {@code dft}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
