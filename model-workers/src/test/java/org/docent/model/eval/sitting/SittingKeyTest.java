package org.docent.model.eval.sitting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.docent.model.data.AspectRatio;
import org.docent.model.eval.GoldenExam;
import org.docent.model.eval.benchmark.Benchmarks;
import org.docent.model.text.ChatTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SittingKeyTest {

  private static final Examinee STUDENT =
      new Examinee("", "0badcafe", "sizes", "ab".repeat(32), 7, ChatTemplate.PHI, AspectRatio.PAD);

  private final Path folder;

  SittingKeyTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void isAnotherForWhateverDecidesAnAnswerAndTheSameWhereverTheFilesAre() throws IOException {
    Path data = GoldenExam.unpack("gqa", folder.resolve("here")).data();
    Set<String> keys = new HashSet<>();
    keys.add(key(STUDENT, data));
    assertThat(keys).contains(key(STUDENT, GoldenExam.unpack("gqa", folder.resolve("x")).data()));

    ChatTemplate base = ChatTemplate.QWEN2_BASE;
    ChatTemplate bare = ChatTemplate.PHI.withSystem("");
    String tokens = STUDENT.tokenizer();
    String other = "cd".repeat(32);
    for (Examinee examinee :
        new Examinee[] {
          new Examinee("", "0badcaff", "sizes", tokens, 7, ChatTemplate.PHI, AspectRatio.PAD),
          new Examinee("", "0badcafe", "size", tokens, 7, ChatTemplate.PHI, AspectRatio.PAD),
          new Examinee("", "0badcafe", "sizes", other, 7, ChatTemplate.PHI, AspectRatio.PAD),
          new Examinee("", "0badcafe", "sizes", tokens, 8, ChatTemplate.PHI, AspectRatio.PAD),
          new Examinee("", "0badcafe", "sizes", tokens, 7, base, AspectRatio.PAD),
          new Examinee("", "0badcafe", "sizes", tokens, 7, bare, AspectRatio.PAD),
          new Examinee("", "0badcafe", "sizes", tokens, 7, ChatTemplate.PHI, AspectRatio.SQUARE)
        }) {
      assertThat(keys.add(key(examinee, data))).as("%s", examinee).isTrue();
    }

    Path questions = data.resolve("gqa/llava_gqa_testdev_balanced.jsonl");
    String whole = Files.readString(questions);
    Files.writeString(questions, whole.replaceFirst("\\?", "!"));
    assertThat(keys.add(key(STUDENT, data))).isTrue();
    Files.writeString(questions, whole);
    assertThat(keys.add(key(STUDENT, data))).isFalse();
    Path image = data.resolve("gqa/data/images");
    String name = whole.replaceFirst("(?s)^.*?\"image\": \"([^\"]+)\".*$", "$1");
    Files.write(image.resolve(name), new byte[3]);
    assertThat(keys.add(key(STUDENT, data))).isTrue();
  }

  private static String key(Examinee examinee, Path data) {
    return SittingKey.of(examinee, Benchmarks.named("gqa").orElseThrow().read(data), data).hex();
  }
}
