package org.docent.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.docent.model.data.Batch;
import org.docent.model.data.SampleLayout;
import org.docent.model.distill.TeacherForward;
import org.docent.model.distill.TeacherStates;
import org.docent.model.golden.GoldenCase;
import org.docent.model.golden.TestDevice;
import org.docent.model.loss.Comparison;
import org.docent.model.loss.OutputHead;
import org.docent.model.loss.SampleTerms;
import org.docent.model.loss.Term;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.ObjectiveSettings;
import org.junit.jupiter.api.Test;

class TermEvaluationTest {

  private static final LossWeights WEIGHTS = new LossWeights(1, 1, 1, 0.5);
  private static final ObjectiveSettings OBJECTIVE =
      new ObjectiveSettings(WEIGHTS, Divergence.FORWARD_KL, 0.1, 1, 64);

  @Test
  void theMeanOverTheSamplesIsTheLossOfAStepOnThem() {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, "mha-untied-cls");
          try (VisionLanguageModel student = golden.student();
              VisionLanguageModel teacher = golden.teacher();
              OutputHead head = OutputHead.ofTeacher(program, manager, teacher.head().value(), 40);
              TermEvaluation evaluation =
                  new TermEvaluation(student, manager, OBJECTIVE, Comparison.with(head))) {
            double total = 0;
            for (int b = 0; b < 4; b++) {
              Batch one = golden.batch(b, b + 1);
              var says = new TeacherForward(teacher).hidden(one, manager);
              total += evaluation.terms(one, TeacherStates.of(says).targets(one)).total(0, WEIGHTS);
            }
            double loss = golden.numbers().get("connector").get("losses").get(0).asDouble();
            assertThat(total / 4).isCloseTo(loss, within(1e-5 * loss));
          }
        });
  }

  @Test
  void aBatchOfSkippedSamplesHasTermsOfZero() {
    TestDevice.run(
        (program, manager) -> {
          GoldenCase golden = new GoldenCase(program, manager, "gqa-tied-patch");
          Batch skipped =
              new Batch(
                  List.of(new SampleLayout(0, "a", 0, -1, 0, 0)),
                  1,
                  new long[1],
                  new long[0],
                  new long[0],
                  new int[1],
                  new long[0],
                  new long[0],
                  new int[1],
                  0,
                  30,
                  new float[0],
                  0,
                  List.of());
          try (VisionLanguageModel student = golden.student();
              VisionLanguageModel teacher = golden.teacher();
              OutputHead head = OutputHead.ofTeacher(program, manager, teacher.head().value(), 40);
              TermEvaluation evaluation =
                  new TermEvaluation(student, manager, OBJECTIVE, Comparison.with(head))) {
            var says = new TeacherForward(teacher).hidden(skipped, manager);
            SampleTerms terms = evaluation.terms(skipped, TeacherStates.of(says).targets(skipped));
            assertThat(terms.samples()).isEqualTo(1);
            assertThat(terms.sum(Term.REG) + terms.sum(Term.REL)).isZero();
          }
        });
  }
}
