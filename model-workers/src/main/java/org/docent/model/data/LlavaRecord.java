package org.docent.model.data;

import java.util.List;
import java.util.Optional;
import org.docent.model.text.Turn;

/**
 * One conversation of a LLaVA file.
 *
 * @param index its place in the file, from 0
 * @param id the id the file gives it; "#index" where it gives none
 * @param image the image's name, present exactly when one question holds the placeholder; an image
 *     no question refers to is left out
 * @param turns questions and answers, at least one
 */
public record LlavaRecord(int index, String id, Optional<String> image, List<Turn> turns) {

  public LlavaRecord {
    turns = List.copyOf(turns);
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("Record " + index + " (\"" + id + "\") has no turns");
    }
  }
}
