package org.docent.model.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersFileTest {

  @Test
  void readsWhatItWroteAndWhatOtherScriptsAdd(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("answers/m.jsonl");
    AnswerLine answer =
        new AnswerLine(
            new QuestionId("12", true), "Q \"é\"\n", "红", "id", "m", Map.of("response", "(A)"));
    AnswersFile.write(file, List.of(answer));
    Files.writeString(
        file,
        Files.readString(file)
            + "\n{\"question_id\": \"x\", \"round_id\": 0, \"prompt\": [\"Q\"], \"text\": \"A\"}\n");

    List<AnswerLine> read = AnswersFile.read(file);

    assertThat(read.get(0)).isEqualTo(answer);
    assertThat(read.get(1).questionId()).isEqualTo(QuestionId.of("x"));
    assertThat(read.get(1).text()).isEqualTo("A");
    assertThat(Files.readString(file))
        .startsWith("{\"question_id\": 12, \"prompt\": \"Q \\\"\\u00e9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"question_id\": 1, \"te | line 2: it is no JSON object, column",
        "{\"question_id\": 1, \"text\": \"a\"} {\"question_id\": 2} | line 2: it is no JSON object, column",
        "{\"question_id\": 1} | line 2: it has no \"text\".",
        "{\"question_id\": 1, \"text\": 5} | line 2: its \"text\" is 5, not a text.",
        "{\"text\": \"a\"} | line 2: it has no id (\"question_id\").",
        "{\"question_id\": 1.5, \"text\": \"a\"} | line 2: its id is 1.5, not a text or a number",
        "[1] | line 2: it is no JSON object.",
      })
  void namesTheLineThatCannotBeUsed(String line, String reason, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("answers.jsonl");
    Files.writeString(file, "{\"question_id\": 1, \"text\": \"a\"}\n" + line + "\n");

    assertThatThrownBy(() -> AnswersFile.read(file))
        .isInstanceOf(DocentException.class)
        .hasMessageStartingWith(file + ", " + reason);
  }

  @Test
  void namesTheFileThatIsNotThere(@TempDir Path folder) {
    assertThatThrownBy(() -> AnswersFile.read(folder.resolve("none.jsonl")))
        .isInstanceOf(DocentException.class)
        .hasMessage(
            folder.resolve("none.jsonl") + " cannot be read: there is no such file or folder.");
  }
}
