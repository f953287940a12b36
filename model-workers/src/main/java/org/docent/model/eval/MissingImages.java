package org.docent.model.eval;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks whether the pictures of questions are there, before hours are spent on the others. */
public final class MissingImages {

  private MissingImages() {}

  /** Those of the questions that are asked whose file is missing; each file is looked for once. */
  public static Optional<Finding> of(List<Question> questions) {
    Map<Path, Boolean> there = new HashMap<>();
    Tally missing =
        Tally.refusing(
            Finding.Kind.MISSING_IMAGE,
            "questions have no picture on this machine",
            "get all pictures of the benchmark");
    for (Question question : questions) {
      if (question.asked() && question.image().orElse(null) instanceof ImageFile file) {
        if (!there.computeIfAbsent(file.path(), Files::isRegularFile)) {
          missing.add(file.path());
        }
      }
    }
    return missing.finding();
  }
}
