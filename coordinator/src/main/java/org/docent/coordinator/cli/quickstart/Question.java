package org.docent.coordinator.cli.quickstart;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The five questions, each with its possible answers and the right one for a scene. */
@SuppressWarnings("ImmutableEnumChecker") // unmodifiable lists and stateless functions
public enum Question {
  /** Six answers; chance 0.17. */
  SHAPE(
      "What shape is shown?",
      Arrays.stream(Shape.values()).map(Shape::singular).toList(),
      scene -> scene.shape().singular()),
  /** Eight answers; chance 0.13. */
  COLOR(
      "What color are the shapes?",
      Arrays.stream(PaintColor.values()).map(PaintColor::word).toList(),
      scene -> scene.color().word()),
  /** Four answers; chance 0.25. */
  COUNT("How many shapes are there?", Scene.numbers(), Scene::number),
  /** Two answers; chance 0.50. */
  SIZE("Are the shapes small or large?", List.of("small", "large"), Scene::size),
  /** Two answers; chance 0.50. */
  BACKGROUND("What color is the background?", List.of("white", "gray"), Scene::background);

  private final String text;
  private final List<String> answers;
  private final Function<Scene, String> answerOf;

  Question(String text, List<String> answers, Function<Scene, String> answerOf) {
    this.text = text;
    this.answers = answers;
    this.answerOf = answerOf;
  }

  /** The question whose text this is, without image placeholder. */
  public static Question ofText(String text) {
    return Arrays.stream(values())
        .filter(question -> question.text.equals(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is none of the five questions"));
  }

  /** As asked, such as {@code What shape is shown?}. */
  public String text() {
    return text;
  }

  /** The column heading in tables: the lower-case name. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Every answer that occurs, all of them single words. */
  public List<String> answers() {
    return answers;
  }

  String answer(Scene scene) {
    return answerOf.apply(scene);
  }

  /** One of the wrong answers to this question, each equally likely. */
  String wrongAnswer(Scene scene, RandomGenerator random) {
    int right = answers.indexOf(answer(scene));
    return answers.get((right + 1 + random.nextInt(answers.size() - 1)) % answers.size());
  }
}
