package org.docent.model.bench;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.docent.model.vlm.Part;

/** What moves in the recipe's stages with a teacher. */
public enum BenchStage {
  /** The connector. */
  DPT,
  /** Connector and language model. */
  DFT;

  /** The parts that move. */
  public Set<Part> moving() {
    return this == DPT
        ? EnumSet.of(Part.CONNECTOR)
        : EnumSet.of(Part.CONNECTOR, Part.LANGUAGE_MODEL);
  }

  /** The name in a configuration: {@code dft}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
