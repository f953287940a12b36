package org.docent.coordinator.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordTokenizerTest {

  private static HuggingFaceTokenizer tokenizer;

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException {
    WordTokenizer.write(folder);
    tokenizer = HuggingFaceTokenizer.newInstance(folder.resolve("tokenizer.json"));
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void oneWordIsOneTokenWithItsSpace() {
    assertThat(tokenizer.tokenize("USER: What shape is shown? ASSISTANT: circle<|endoftext|>"))
        .containsExactly(
            "USER",
            ":",
            " What",
            " shape",
            " is",
            " shown",
            "?",
            " ASSISTANT",
            ":",
            " circle",
            "<|endoftext|>");
  }

  @Test
  void aTrailingSpaceIsATokenThatMergesIntoTheNextWord() {
    String instruction = "USER: \nHow many shapes are there? ASSISTANT: ";

    long[] open = tokenizer.encode(instruction).getIds();
    long[] answered = tokenizer.encode(instruction + "three").getIds();

    assertThat(tokenizer.tokenize(instruction)).endsWith(":", " ").contains("\n", "How");
    assertThat(answered).hasSameSizeAs(open);
    assertThat(answered[open.length - 1]).isEqualTo(id(" three"));
  }

  @Test
  void everyTokenKeepsItsPlaceAndItsText() {
    assertThat(WordTokenizer.vocabulary()).doesNotHaveDuplicates().hasSize(101);
    assertThat(WordTokenizer.vocabulary().get(0)).isEqualTo(WordTokenizer.END);
    for (String token : WordTokenizer.vocabulary()) {
      assertThat(tokenizer.encode(token).getIds()).as(token).containsExactly(id(token));
      assertThat(tokenizer.decode(new long[] {id(token)}, false)).isEqualTo(token);
    }
  }

  @Test
  void whatItDoesNotKnowIsUnknown() {
    assertThat(tokenizer.tokenize("two shiny cubes"))
        .containsExactly("two", WordTokenizer.UNKNOWN, WordTokenizer.UNKNOWN);
  }

  private static long id(String token) {
    return WordTokenizer.vocabulary().indexOf(token);
  }
}
