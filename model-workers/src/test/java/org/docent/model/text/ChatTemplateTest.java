package org.docent.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {

  private static final String SYSTEM =
      "A chat between a curious user and an artificial intelligence assistant. The assistant gives"
          + " helpful, detailed, and polite answers to the user's questions. ";

  @Test
  void leavesTheAssistantOpenForInference() {
    String question = "What is that orange thing behind the girl?";
    assertThat(ChatTemplate.PHI.prompt(List.of(Turn.open("<image>\n" + question))))
        .isEqualTo(SYSTEM + "USER: <image>\n" + question + " ASSISTANT:");
  }

  @Test
  void putsTheImageFirstAndJoinsRoundsWithoutSeparator() {
    List<Turn> turns = List.of(new Turn("What is it?\n<image>", "A cat."), new Turn("Why?", ""));
    assertThat(ChatTemplate.QWEN2_BASE.prompt(turns))
        .isEqualTo(
            SYSTEM
                + "USER: <image>\nWhat is it? ASSISTANT: A cat.<|endoftext|>"
                + "USER: Why? ASSISTANT: <|endoftext|>");
  }

  @Test
  void leavesOutSystemSentenceAndItsSpaceTogether() {
    List<Turn> turns = List.of(new Turn("Hi", "Ho"));
    assertThat(ChatTemplate.QWEN2_INSTRUCT.withSystem("").prompt(turns))
        .isEqualTo("USER: Hi ASSISTANT: Ho<|im_end|>");
    assertThat(ChatTemplate.PHI.withSystem("Be brief.").prompt(turns))
        .isEqualTo("Be brief. USER: Hi ASSISTANT: Ho<|endoftext|>");
  }

  @Test
  void pretrainsOnImageCaptionAndNewlineAlone() {
    assertThat(ChatTemplate.PRETRAIN.prompt(List.of(new Turn("Describe it.\n<image>", "a ring"))))
        .isEqualTo("<image>a ring\n");
    assertThat(ChatTemplate.PRETRAIN.prompt(List.of(new Turn("Describe it.", "a ring"))))
        .isEqualTo("a ring\n");
  }

  @Test
  void findsATemplateByItsKeyAndNamesTheOnesThereAre() {
    assertThat(ChatTemplate.byKey("phi")).isEqualTo(ChatTemplate.PHI);
    assertThat(ChatTemplate.byKey("qwen2-base")).isEqualTo(ChatTemplate.QWEN2_BASE);
    assertThatThrownBy(() -> ChatTemplate.byKey("llama"))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("llama")
        .hasMessageContaining("phi, pretrain, qwen2_base, qwen2_instruct");
  }
}
