package org.docent.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.model.data.Golden;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTokenizerTest {

  private final Path folder;

  TextTokenizerTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void knowsItsSizeAndSpecialTokens() {
    try (TextTokenizer tokenizer = TextTokenizer.open(Golden.file("text"))) {
      assertThat(tokenizer.idOf("<|im_end|>")).isEqualTo(tokenizer.vocabSize() - 1);
      assertThat(tokenizer.eos()).isEqualTo(tokenizer.idOf("<|endoftext|>"));
      assertThat(tokenizer.pad()).isEqualTo(tokenizer.eos());
      long[] ids = tokenizer.encode("naïve 猫<|endoftext|>");
      assertThat(tokenizer.decode(ids)).isEqualTo("naïve 猫<|endoftext|>");
      assertThat(tokenizer.decodePlain(ids)).isEqualTo("naïve 猫");
    }
  }

  @Test
  void readsAFolderWithoutTokenizerConfiguration() throws IOException {
    Files.copy(Golden.file("text/tokenizer.json"), folder.resolve("tokenizer.json"));
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      assertThat(tokenizer.eos()).isEqualTo(tokenizer.idOf("<|endoftext|>"));
    }
  }

  @Test
  void ignoresPaddingAndTruncationTheFileAsksFor() throws IOException {
    String json = Files.readString(Golden.file("text/tokenizer.json"));
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(
        file,
        json.replace(
                "\"truncation\": null",
                "\"truncation\":{\"direction\":\"Right\",\"max_length\":3,"
                    + "\"strategy\":\"LongestFirst\",\"stride\":0}")
            .replace(
                "\"padding\": null",
                "\"padding\":{\"strategy\":{\"Fixed\":64},\"direction\":\"Right\","
                    + "\"pad_to_multiple_of\":null,\"pad_id\":0,\"pad_type_id\":0,"
                    + "\"pad_token\":\"!\"}"));
    String text = "How many shapes are there in this picture, and which colours have they?";
    try (TextTokenizer plain = TextTokenizer.open(Golden.file("text"));
        TextTokenizer asking = TextTokenizer.open(file)) {
      assertThat(json).contains("\"truncation\": null").contains("\"padding\": null");
      assertThat(asking.encode(text)).isEqualTo(plain.encode(text));
    }
  }

  @Test
  void saysWhichFileIsMissingOrBroken() throws IOException {
    assertThatThrownBy(() -> TextTokenizer.open(folder))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining(folder.resolve("tokenizer.json").toString());
    Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": ");
    assertThatThrownBy(() -> TextTokenizer.open(folder))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("tokenizer.json");
  }

  @Test
  void refusesATemplateWhoseEndTokenItLacks() throws IOException {
    String json = Files.readString(Golden.file("text/tokenizer.json"));
    Files.writeString(folder.resolve("tokenizer.json"), json.replace("<|im_end|>", "<|other|>"));
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      assertThatThrownBy(() -> new TurnEncoder(tokenizer, ChatTemplate.QWEN2_INSTRUCT, 10))
          .isInstanceOf(DocentException.class)
          .hasMessageContaining("<|im_end|>")
          .hasMessageContaining("conv-version");
    }
  }
}
