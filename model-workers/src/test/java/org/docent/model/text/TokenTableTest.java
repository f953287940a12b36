package org.docent.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTableTest {

  private static final String THREE = "{\"a\": 0, \"b\": 1, \"ab\": 2}";

  private final Path folder;

  TokenTableTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void isTheSameWhateverTheOrderAndWhereverATokenStands() throws IOException {
    assertThat(difference(table(THREE), table("{\"ab\": 2, \"b\": 1, \"a\": 0}"))).isNull();
    assertThat(difference(table(THREE, "ab", 2), table(THREE))).isNull();
    assertThat(difference(table("{\"a\": 0, \"b\": 1}", "ab", 2), table(THREE))).isNull();
  }

  @Test
  void namesTheFirstTokenByItsId() throws IOException {
    assertThat(difference(table(THREE), table("{\"a\": 0, \"b\": 2, \"ab\": 1}")))
        .isEqualTo("ours has token \"b\" as 1 and theirs has it as 2");
    assertThat(difference(table(THREE), table("{\"a\": 0, \"ab\": 2}")))
        .isEqualTo("ours has token \"b\" as 1 and theirs has it not at all");
    assertThat(difference(table(THREE), table(THREE, "<|im\nend|>", 3)))
        .isEqualTo("theirs has token \"<|im\\nend|>\" as 3 and ours has it not at all");
    assertThat(difference(table(THREE, "<x>", 7), table(THREE, "<y>", 5)))
        .isEqualTo("theirs has token \"<y>\" as 5 and ours has it not at all");
  }

  @Test
  void saysWhatCannotBeRead() {
    Path file = folder.resolve("tokenizer.json");
    assertThatThrownBy(() -> TokenTable.read(file))
        .isInstanceOf(DocentException.class)
        .hasMessageStartingWith("The tokenizer " + file + " cannot be read: ");
  }

  private static @Nullable String difference(TokenTable ours, TokenTable theirs) {
    return ours.difference("ours", theirs, "theirs").orElse(null);
  }

  private TokenTable table(String vocabulary) throws IOException {
    return read("{\"model\": {\"vocab\": %s}}".formatted(vocabulary));
  }

  private TokenTable table(String vocabulary, String added, int id) throws IOException {
    return read(
        "{\"added_tokens\": [{\"id\": %d, \"content\": \"%s\"}], \"model\": {\"vocab\": %s}}"
            .formatted(id, added.replace("\n", "\\n"), vocabulary));
  }

  private TokenTable read(String json) throws IOException {
    return TokenTable.read(Files.writeString(folder.resolve("t.json"), json));
  }
}
