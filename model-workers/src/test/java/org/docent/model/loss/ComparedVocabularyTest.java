package org.docent.model.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.io.IOException;
import org.docent.model.compute.TorchProgram;
import org.docent.model.distill.TeacherForward;
import org.docent.model.golden.GoldenCase;
import org.docent.model.golden.TestDevice;
import org.docent.model.vlm.BatchTensors;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.ObjectiveSettings;
import org.junit.jupiter.api.Test;

class ComparedVocabularyTest {

  /** Fewer than the student's vocabulary of 40, and more than any target of the golden batch. */
  private static final int TOKENS = 37;

  @Test
  void isWholeWhenBothAreOfOneSizeAndTheTokenizersElse() {
    assertThat(new ComparedVocabulary(151936, 151936, 151646).size()).isEqualTo(151936);
    assertThat(new ComparedVocabulary(152064, 151936, 151665).size()).isEqualTo(151665);
    assertThat(new ComparedVocabulary(151936, 152064, 151665).size()).isEqualTo(151665);
    assertThat(new ComparedVocabulary(151936, 151936, 151646).isCut()).isFalse();
    assertThat(new ComparedVocabulary(152064, 151936, 151665))
        .hasToString(
            "the teacher's vocabulary has 152064 rows, the student's 151936, their tokenizer 151665 tokens: L_res, L_vis and L_rel compare the first 151665");
  }

  @Test
  void refusesAVocabularyThatLacksTokensOfTheTokenizer() {
    assertThatThrownBy(() -> new ComparedVocabulary(300, 320, 310))
        .isInstanceOf(DocentException.class)
        .hasMessage(
            "the tokenizer has 310 tokens, but the teacher's vocabulary 300 and the student's 320: take models of one tokenizer");
  }

  @Test
  void nothingBeyondItMovesWhatIsCompared() {
    TestDevice.run(
        (program, manager) -> {
          SampleTerms plain = terms(program, manager, 0, TOKENS);
          SampleTerms padded = terms(program, manager, 5, TOKENS);
          SampleTerms whole = terms(program, manager, 0, 40);
          for (Term term : Term.values()) {
            if (term == Term.REG) {
              assertThat(padded.of(term, 0)).isGreaterThan(plain.of(term, 0) + 1e-3);
              assertThat(whole.of(term, 0)).isEqualTo(plain.of(term, 0));
            } else {
              assertThat(padded.of(term, 0)).isEqualTo(plain.of(term, 0), within(1e-9));
              assertThat(whole.of(term, 0)).isNotCloseTo(plain.of(term, 0), within(1e-4));
            }
          }
        });
  }

  /** The terms of the first sample, with {@code noise} on the student's padding. */
  private static SampleTerms terms(
      TorchProgram program, NDManager manager, float noise, int compared) throws IOException {
    GoldenCase golden = new GoldenCase(program, manager, "mha-untied-cls");
    try (VisionLanguageModel student = golden.student();
        VisionLanguageModel teacher = golden.teacher();
        BatchTensors batch = new BatchTensors(program, manager, golden.batch())) {
      NDArray headVD = student.head().value();
      headVD.get(new NDIndex(TOKENS + ":")).addi(noise);
      OutputHead theirs = OutputHead.ofTeacher(program, manager, teacher.head().value(), compared);
      ObjectiveSettings settings =
          new ObjectiveSettings(new LossWeights(1, 1, 1, 0.5), Divergence.FORWARD_KL, 0.5, 1, 64);
      return new DistillationObjective(
              program,
              settings,
              OutputHead.ofStudent(
                  program, manager, headVD, Dtype.FLOAT32, Comparison.with(theirs)),
              theirs)
          .evaluate(
              student.hidden(batch, manager),
              batch,
              TeacherTargets.ofHidden(
                  new TeacherForward(teacher).hidden(golden.batch(), manager), batch),
              1,
              null);
    }
  }
}
