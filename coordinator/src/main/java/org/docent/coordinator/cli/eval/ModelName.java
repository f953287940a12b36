package org.docent.coordinator.cli.eval;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.docent.model.eval.AnswerLine;

/** What a model is called where nobody says it. */
public final class ModelName {

  private ModelName() {}

  /**
   * A folder's name; where that says nothing, {@code model}, its parent's, and of a {@code
   * checkpoint-N} both.
   */
  public static String of(Path folder) {
    Path path = folder.toAbsolutePath().normalize();
    String name = lastName(path);
    String above = Optional.ofNullable(path.getParent()).map(ModelName::lastName).orElse("");
    if (above.isEmpty()) {
      return name.isEmpty() ? "model" : name;
    }
    if (name.equals("model")) {
      return above;
    }
    return name.startsWith("checkpoint-") ? above + "_" + name : name;
  }

  /** What the first of some answers calls its model; the file's name if it says nothing. */
  public static String in(List<AnswerLine> answers, Path file) {
    return answers.stream()
        .map(AnswerLine::modelId)
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElseGet(() -> lastName(file).replaceFirst("\\.[^.]*$", ""));
  }

  /** A name that can be a folder's. */
  public static String asFileName(String name) {
    return name.replaceAll("[^\\p{L}\\p{N}._-]+", "_").replaceFirst("^\\.+", "_");
  }

  private static String lastName(Path path) {
    return Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("");
  }
}
