package org.docent.coordinator.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartDataTest {

  private static QuickstartFiles files;

  @BeforeAll
  static void write(@TempDir Path folder) {
    files = QuickstartData.write(folder, QuickstartData.DEFAULT_SEED, QuickstartData.ANSWER_NOISE);
  }

  @Test
  void writesAsManyRecordsAsTheRecipeSays() {
    assertThat(records(files.teacherCaptions())).hasSize(3_000);
    assertThat(records(files.teacherConversations())).hasSize(3_750);
    assertThat(records(files.studentCaptions())).hasSize(1_000);
    assertThat(records(files.studentConversations())).hasSize(300);
    assertThat(records(files.textBase())).hasSize(1_300).noneMatch(record -> record.has("image"));
    assertThat(records(files.heldOut())).hasSize(1_500);
  }

  @Test
  void noHeldOutSceneIsEverTrainedOn() throws IOException {
    Set<String> training = new HashSet<>();
    for (JsonNode record : records(files.teacherCaptions())) {
      training.add(answer(record) + " at " + quadrants(record));
    }
    Map<String, String> heldOut = new HashMap<>();
    for (JsonNode record : records(files.heldOut())) {
      heldOut.merge(record.path("image").asText(), answer(record), (a, b) -> a + " " + b);
    }

    Set<String> scenes = new HashSet<>();
    for (Map.Entry<String, String> entry : heldOut.entrySet()) {
      String scene = caption(entry.getValue()) + " at " + quadrants(entry.getKey());
      assertThat(training).doesNotContain(scene);
      scenes.add(scene);
    }
    assertThat(scenes).hasSize(QuickstartData.HELD_OUT_SCENES);
    assertThat(training).hasSizeGreaterThan(1_500);
  }

  @Test
  void threeStudentAnswersInTenAreWrongAndOfTheRightKind() {
    Map<String, String> clean = answers(files.teacherConversations());
    Map<String, String> noisy = answers(files.studentConversations());

    int wrong = 0;
    for (Map.Entry<String, String> entry : noisy.entrySet()) {
      String question = entry.getKey().substring(entry.getKey().indexOf(' ') + 1);
      assertThat(Question.ofText(question).answers()).contains(entry.getValue());
      wrong += entry.getValue().equals(clean.get(entry.getKey())) ? 0 : 1;
    }

    assertThat(noisy).hasSize(1_200);
    assertThat(clean).containsKeys(noisy.keySet().toArray(String[]::new));
    // 360 expected, standard deviation 16
    assertThat(wrong).isBetween(300, 420);
  }

  @Test
  void theTextsAreTheStudentsOwnWithoutPictures() {
    List<JsonNode> texts = records(files.textBase());

    assertThat(answer(texts.get(0))).isEqualTo(answer(records(files.studentCaptions()).get(0)));
    assertThat(answer(texts.get(1_000)))
        .startsWith("USER: \nWhat")
        .contains("<|endoftext|>USER: ")
        .contains(" ASSISTANT: " + answer(records(files.studentConversations()).get(0)))
        .endsWith("<|endoftext|>");
  }

  @Test
  void theSameSeedWritesTheSameBytes(@TempDir Path folder) throws IOException {
    QuickstartFiles again = QuickstartData.write(folder, 1, QuickstartData.ANSWER_NOISE);

    for (String name : List.of("student-conversations.json", "images/heldout/299.png")) {
      assertThat(again.folder().resolve(name)).hasSameBinaryContentAs(files.folder().resolve(name));
    }
    assertThat(Files.size(again.images().resolve("train/2999.png"))).isLessThan(1_000);
  }

  private static List<JsonNode> records(Path file) {
    try {
      JsonNode root = new ObjectMapper().readTree(file.toFile());
      return StreamSupport.stream(root.spliterator(), false).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String answer(JsonNode record) {
    return record.path("conversations").get(1).path("value").asText();
  }

  /** Record id and question to answer. */
  private static Map<String, String> answers(Path file) {
    Map<String, String> answers = new HashMap<>();
    for (JsonNode record : records(file)) {
      JsonNode turns = record.path("conversations");
      for (int turn = 0; turn < turns.size(); turn += 2) {
        String question = turns.get(turn).path("value").asText().replace("<image>\n", "");
        answers.put(
            record.path("id").asText() + " " + question,
            turns.get(turn + 1).path("value").asText());
      }
    }
    return answers;
  }

  /** The caption that goes with the answers to shape, color, count, size and background. */
  private static String caption(String answers) {
    List<String> words = new ArrayList<>(List.of(answers.split(" ")));
    String shape = words.get(0);
    String plural = shape.endsWith("s") ? shape + "es" : shape + "s";
    String noun = words.get(2).equals("one") ? shape : plural;
    return String.join(" ", words.get(2), words.get(3), words.get(1), noun, "on", words.get(4));
  }

  private static int quadrants(JsonNode record) throws IOException {
    return quadrants(record.path("image").asText());
  }

  private static int quadrants(String image) throws IOException {
    return PaintedScene.quadrants(ImageIO.read(files.images().resolve(image).toFile()));
  }
}
