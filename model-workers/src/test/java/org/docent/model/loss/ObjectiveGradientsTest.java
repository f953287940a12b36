package org.docent.model.loss;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.data.SampleLayout;
import org.docent.model.golden.TestDevice;
import org.docent.model.vlm.BatchTensors;
import org.docent.protocol.plan.Divergence;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.ObjectiveSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Values and gradients of the whole objective against {@link FullLogits} in float64. */
class ObjectiveGradientsTest {

  private static final LossWeights ALL = new LossWeights(0.8, 1.2, 0.7, 0.5);

  /** Three samples of four positions: with more visual rows, with fewer, with none. */
  private static final FullLogits.SampleRows ROWS =
      new FullLogits.SampleRows(
          new int[][] {{2}, {5, 6}, {9}},
          new int[][] {{1}, {3, 8}, {0}},
          new int[][] {{0, 1, 2}, {4, 5}, {}});

  private static final int POSITIONS = 12;
  private static final int WIDTH = 4;
  private static final int TEACHER_WIDTH = 6;

  @ParameterizedTest
  @EnumSource(Divergence.class)
  void everyDivergenceHasTheGradientOfItsDefinition(Divergence divergence) {
    for (double temperature : new double[] {1, 2}) {
      check(settings(ALL, divergence, temperature, 2), Heads.float32(9, 9), 2e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0, 0", "0, 1, 0, 0", "0, 0, 1, 0", "0, 0, 0, 1", "1, 0, 1, 0", "0, 1, 0, 1"})
  void anyTermsAloneHaveTheGradientOfTheirDefinition(
      double reg, double res, double vis, double rel) {
    LossWeights weights = new LossWeights(reg, res, vis, rel);
    check(settings(weights, Divergence.FORWARD_KL, 1, 64), Heads.float32(9, 9), 2e-5);
  }

  @Test
  void theTeachersFurtherTokensAreLeftOut() {
    check(settings(ALL, Divergence.FORWARD_KL, 1, 64), Heads.float32(9, 14), 2e-5);
  }

  @Test
  void aVocabularyOfSeveralBlocksIsOneVocabulary() {
    check(settings(ALL, Divergence.FORWARD_KL, 1, 3), Heads.float32(2_100, 2_200), 5e-5);
  }

  @Test
  void aBfloat16HeadMultipliedInFloat32LosesNothing() {
    check(
        settings(ALL, Divergence.FORWARD_KL, 1, 64),
        new Heads(2_100, 2_200, true, Dtype.FLOAT32),
        5e-5);
  }

  /** bfloat16 has 8 bits: a relative error of 2^-9 in each factor and each product. */
  @Test
  void aBfloat16HeadMultipliedInBfloat16IsWithinItsRounding() {
    check(
        settings(ALL, Divergence.FORWARD_KL, 1, 64),
        new Heads(2_100, 2_200, true, Dtype.BF16),
        2e-2);
  }

  @Test
  void rowsAtATimeChangeOnlyRoundingOfTheGradients() {
    TestDevice.run(
        (program, manager) -> {
          Case whole = new Case(program, manager, Heads.float32(300, 300));
          double[] expected = whole.learn(settings(ALL, Divergence.JS, 1, 1000));
          for (int chunkRows : new int[] {1, 2, 3, 4}) {
            Case parts = new Case(program, manager, Heads.float32(300, 300));
            assertThat(worst(parts.learn(settings(ALL, Divergence.JS, 1, chunkRows)), expected))
                .as("%d rows at a time", chunkRows)
                .isLessThan(2e-6);
          }
        });
  }

  @Test
  void theSameInputGivesTheSameBits() {
    TestDevice.run(
        (program, manager) -> {
          ObjectiveSettings settings = settings(ALL, Divergence.FORWARD_KL, 1, 3);
          Heads heads = new Heads(2_100, 2_100, true, Dtype.FLOAT32);
          assertThat(new Case(program, manager, heads).learn(settings))
              .containsExactly(new Case(program, manager, heads).learn(settings));
        });
  }

  /** Sizes of both vocabularies, how heads are stored and how multiplied. */
  private record Heads(int vocabulary, int teacherVocabulary, boolean bfloat16, Dtype products) {
    static Heads float32(int vocabulary, int teacherVocabulary) {
      return new Heads(vocabulary, teacherVocabulary, false, Dtype.FLOAT32);
    }
  }

  /** Value and every gradient by hand beside value and slopes of the definition. */
  private static void check(ObjectiveSettings settings, Heads heads, double tolerance) {
    TestDevice.run(
        (program, manager) -> {
          Case actual = new Case(program, manager, heads);
          double[] found = actual.learn(settings);
          FullLogits expected = actual.definition(settings);
          int words = Math.min(heads.vocabulary(), 9);
          double[] slopes = new double[1 + POSITIONS * WIDTH + words * WIDTH];
          slopes[0] = expected.value();
          for (int i = 0; i < POSITIONS * WIDTH; i++) {
            slopes[1 + i] = expected.slope(expected.hiddenSD(), i / WIDTH, i % WIDTH);
          }
          for (int i = 0; i < words * WIDTH; i++) {
            slopes[1 + POSITIONS * WIDTH + i] =
                expected.slope(expected.headVD(), i / WIDTH, i % WIDTH);
          }
          int hidden = 1 + POSITIONS * WIDTH;
          String what = settings.divergence().key() + " at " + settings.temperature();
          assertThat(worst(part(found, 0, 1), part(slopes, 0, 1))).as(what).isLessThan(tolerance);
          assertThat(worst(part(found, 1, hidden), part(slopes, 1, hidden)))
              .as("%s: hidden states", what)
              .isLessThan(tolerance);
          assertThat(worst(part(found, hidden, slopes.length), part(slopes, hidden, slopes.length)))
              .as("%s: head", what)
              .isLessThan(tolerance);
        });
  }

  private static double[] part(double[] numbers, int from, int to) {
    return Arrays.copyOfRange(numbers, from, to);
  }

  /** The worst difference relative to the largest number expected. */
  private static double worst(double[] actual, double[] expected) {
    double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]) / scale);
    }
    return worst;
  }

  private static ObjectiveSettings settings(
      LossWeights weights, Divergence divergence, double temperature, int chunkRows) {
    return new ObjectiveSettings(
        weights, divergence, divergence.defaultLambda(), temperature, chunkRows);
  }

  /** Random hidden states and heads, the same for the same sizes. */
  private static final class Case {
    private final TorchProgram program;
    private final NDManager manager;
    private final Heads heads;
    private final NDArray hidden;
    private final NDArray teacherHidden;
    private final NDArray head;
    private final NDArray teacherHead;

    Case(TorchProgram program, NDManager manager, Heads heads) {
      this.program = program;
      this.manager = manager;
      this.heads = heads;
      Random random = new Random(5);
      this.hidden = normal(random, POSITIONS, WIDTH);
      this.teacherHidden = normal(random, 9, TEACHER_WIDTH);
      this.head = stored(normal(random, heads.vocabulary(), WIDTH));
      this.teacherHead = stored(normal(random, heads.teacherVocabulary(), TEACHER_WIDTH));
    }

    /** The objective, its gradient to the hidden states, and that to the head. */
    double[] learn(ObjectiveSettings settings) {
      NDArray hiddenGradient = hidden.zerosLike();
      NDArray headGradient = manager.zeros(head.getShape());
      NDArray gramGradient = manager.zeros(new Shape(WIDTH, WIDTH), DataType.FLOAT64);
      try (OutputHead student = OutputHead.of(program, manager, head, heads.products());
          OutputHead teacher =
              OutputHead.ofTeacher(
                  program, manager, teacherHead, heads.vocabulary(), heads.products());
          BatchTensors batch = new BatchTensors(program, manager, batch())) {
        SampleTerms terms =
            new DistillationObjective(program, settings, student, teacher)
                .evaluate(
                    hidden,
                    batch,
                    TeacherTargets.ofHidden(teacherHidden, batch),
                    3,
                    new HeadGradients(hiddenGradient, headGradient, gramGradient));
        program
            .call("gram_to_head")
            .with(gramGradient)
            .with(head)
            .with(headGradient)
            .tensor(manager);
        double value = 0;
        for (int b = 0; b < 3; b++) {
          value += terms.total(b, settings.weights()) / 3;
        }
        return all(value, hiddenGradient, headGradient);
      }
    }

    FullLogits definition(ObjectiveSettings settings) {
      return new FullLogits(
          settings, ROWS, rows(hidden), rows(head), rows(teacherHidden), rows(teacherHead));
    }

    private NDArray normal(Random random, int rows, int width) {
      float[] values = new float[rows * width];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return manager.create(values, new Shape(rows, width));
    }

    private NDArray stored(NDArray matrix) {
      return heads.bfloat16() ? held(matrix, Dtype.BF16) : matrix;
    }

    private NDArray held(NDArray array, Dtype type) {
      return program.call("held").with(array).with(type).with("cpu").with(true).tensor(manager);
    }

    /** The numbers of a matrix of any type. */
    private double[][] rows(NDArray matrix) {
      int width = (int) matrix.getShape().get(1);
      float[] flat = held(matrix, Dtype.FLOAT32).toFloatArray();
      double[][] rows = new double[flat.length / width][width];
      for (int i = 0; i < flat.length; i++) {
        rows[i / width][i % width] = flat[i];
      }
      return rows;
    }

    private static double[] all(double value, NDArray hiddenSD, NDArray headVD) {
      float[] hidden = hiddenSD.toFloatArray();
      float[] head = headVD.toFloatArray();
      double[] all = new double[1 + hidden.length + head.length];
      all[0] = value;
      Arrays.setAll(
          all,
          i -> i == 0 ? value : i <= hidden.length ? hidden[i - 1] : head[i - 1 - hidden.length]);
      return all;
    }
  }

  private static Batch batch() {
    return new Batch(
        List.of(
            new SampleLayout(0, "a", 4, 0, 3, 1),
            new SampleLayout(1, "b", 4, 0, 2, 2),
            new SampleLayout(2, "c", 4, -1, 0, 1)),
        4,
        new long[POSITIONS],
        new long[] {0, 1, 2, 4, 5},
        new long[] {0, 1, 2, 3, 4},
        new int[] {3, 2, 0},
        new long[] {2, 5, 6, 9},
        new long[] {1, 3, 8, 0},
        new int[] {1, 2, 1},
        0,
        14,
        new float[0],
        0,
        List.of());
  }
}
