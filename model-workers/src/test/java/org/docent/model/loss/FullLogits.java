package org.docent.model.loss;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.docent.protocol.settings.ObjectiveSettings;

/**
 * The objective as it is defined, from full logits and in float64: nothing of the program's
 * factorisations, chunks or gradients. Slow, and meant to be.
 *
 * @param batch whose rows it looks at
 * @param hiddenSD the student's hidden states
 * @param headVD the student's head
 * @param teacherSD the teacher's states at the response rows, then at the visual rows
 * @param teacherVD the teacher's head, with at least as many tokens
 */
@SuppressWarnings("ArrayRecordComponent") // matrices to compute with, never compared
record FullLogits(
    ObjectiveSettings settings,
    SampleRows batch,
    double[][] hiddenSD,
    double[][] headVD,
    double[][] teacherSD,
    double[][] teacherVD) {

  /** Rows of each sample: where its next token is known, that token, and where it sees. */
  @SuppressWarnings("ArrayRecordComponent") // as above
  record SampleRows(int[][] responses, int[][] targets, int[][] visuals) {

    int samples() {
      return responses.length;
    }

    int count(int[][] rows) {
      return Arrays.stream(rows).mapToInt(r -> r.length).sum();
    }
  }

  /** The mean over the samples of their weighted terms. */
  double value() {
    double total = 0;
    int response = 0;
    int visual = batch.count(batch.responses());
    for (int b = 0; b < batch.samples(); b++) {
      total += sample(b, response, visual);
      response += batch.responses()[b].length;
      visual += batch.visuals()[b].length;
    }
    return total / batch.samples();
  }

  /** How fast {@link #value} grows with a number of the student's, by central difference. */
  double slope(double[][] numbers, int row, int column) {
    double h = 1e-5;
    double there = numbers[row][column];
    DoubleSupplier[] sides = {() -> there + h, () -> there - h};
    double[] values = new double[2];
    for (int i = 0; i < 2; i++) {
      numbers[row][column] = sides[i].getAsDouble();
      values[i] = value();
    }
    numbers[row][column] = there;
    return (values[0] - values[1]) / (2 * h);
  }

  private double sample(int b, int response, int visual) {
    int[] responses = batch.responses()[b];
    int[] visuals = batch.visuals()[b];
    double reg = mean(responses.length, i -> entropy(responses[i], batch.targets()[b][i]));
    double res = mean(responses.length, i -> divergence(responses[i], response + i));
    double vis = mean(visuals.length, i -> divergence(visuals[i], visual + i));
    double rel = visuals.length == 0 ? 0 : relation(visuals, visual);
    var weights = settings.weights();
    return weights.reg() * reg + weights.res() * res + weights.vis() * vis + weights.rel() * rel;
  }

  private static double mean(int count, IntToDoubleFunction term) {
    return IntStream.range(0, count).mapToDouble(term).average().orElse(0);
  }

  private double entropy(int row, int target) {
    return -Math.log(softmax(studentLogits(row), 1)[target]);
  }

  private double divergence(int row, int teacherRow) {
    double[] p = softmax(teacherLogits(teacherRow), settings.temperature());
    double[] q = softmax(studentLogits(row), settings.temperature());
    double share = settings.lambda();
    return switch (settings.divergence()) {
      case FORWARD_KL -> kl(p, q);
      case REVERSE_KL -> kl(q, p);
      case SKEWED_FORWARD_KL -> kl(p, mixture(p, q, share));
      case SKEWED_REVERSE_KL -> kl(q, mixture(q, p, share));
      case JS -> share * kl(p, mixture(p, q, share)) + (1 - share) * kl(q, mixture(p, q, share));
      case TV -> IntStream.range(0, p.length).mapToDouble(v -> Math.abs(p[v] - q[v])).sum() / 2;
    };
  }

  private double relation(int[] visuals, int teacherRow) {
    double product = 0;
    double teachers = 0;
    double students = 0;
    for (int i = 0; i < visuals.length; i++) {
      for (int j = 0; j < visuals.length; j++) {
        double t = dot(teacherLogits(teacherRow + i), teacherLogits(teacherRow + j));
        double s = dot(studentLogits(visuals[i]), studentLogits(visuals[j]));
        product += t * s;
        teachers += t * t;
        students += s * s;
      }
    }
    return 1 - product / Math.sqrt(teachers * students);
  }

  private double[] studentLogits(int row) {
    return logits(hiddenSD[row], headVD);
  }

  /** Cut to the student's vocabulary. */
  private double[] teacherLogits(int row) {
    return logits(teacherSD[row], Arrays.copyOf(teacherVD, headVD.length));
  }

  private static double[] logits(double[] hidden, double[][] head) {
    return Arrays.stream(head).mapToDouble(word -> dot(hidden, word)).toArray();
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  private static double[] softmax(double[] logits, double temperature) {
    double[] e = Arrays.stream(logits).map(z -> Math.exp(z / temperature)).toArray();
    double norm = Arrays.stream(e).sum();
    return Arrays.stream(e).map(x -> x / norm).toArray();
  }

  private static double kl(double[] p, double[] q) {
    return IntStream.range(0, p.length).mapToDouble(v -> p[v] * Math.log(p[v] / q[v])).sum();
  }

  private static double[] mixture(double[] p, double[] q, double shareOfP) {
    return IntStream.range(0, p.length)
        .mapToDouble(v -> shareOfP * p[v] + (1 - shareOfP) * q[v])
        .toArray();
  }
}
