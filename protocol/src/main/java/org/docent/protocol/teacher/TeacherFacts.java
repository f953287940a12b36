package org.docent.protocol.teacher;

import java.util.ArrayList;
import java.util.List;
import org.docent.protocol.settings.Dtype;
import org.jspecify.annotations.Nullable;

/**
 * What makes two teacher workers interchangeable. Null stands for what the speaker does not know,
 * which agrees with everything.
 *
 * @param weights CRC-32C over names and stored bytes of the tensors that run, in hexadecimal
 * @param tokenizer CRC-32C of the tokenizer.json, in hexadecimal
 * @param preprocessing what becomes of a picture before the connector
 * @param codecs version of the signal encodings
 * @param code version of Docent and of the mathematics it runs
 * @param precision in which types weights are held and multiplied
 */
public record TeacherFacts(
    @Nullable String weights,
    String tokenizer,
    Preprocessing preprocessing,
    String codecs,
    String code,
    @Nullable HeldAs precision) {

  /**
   * From a picture to the rows among the tokens.
   *
   * @param imageSize side in pixels
   * @param selectStrategy which rows the connector gets: patch or cls_patch
   * @param featureLayer the hidden state that feeds it, counted from the embeddings, which are 0
   * @param visualTokens rows a picture becomes
   */
  public record Preprocessing(
      int imageSize, String selectStrategy, int featureLayer, int visualTokens) {}

  /**
   * Types of the weights.
   *
   * @param dtype in memory
   * @param computeDtype in products
   */
  public record HeldAs(Dtype dtype, Dtype computeDtype) {

    @Override
    public String toString() {
      return dtype.key() + " multiplied in " + computeDtype.key();
    }
  }

  /**
   * What must be the same in all teachers of a run and is not, as clauses like {@code its weights
   * are 1 and the run's 2}; precision is not looked at.
   */
  public List<String> differences(TeacherFacts run) {
    List<String> found = new ArrayList<>();
    if (weights != null && run.weights != null) {
      compare(found, "weights are", weights, run.weights);
    }
    compare(found, "tokenizer.json is", tokenizer, run.tokenizer);
    Preprocessing theirs = run.preprocessing;
    compare(found, "image size is", preprocessing.imageSize, theirs.imageSize);
    compare(
        found,
        "vision-feature-select-strategy is",
        preprocessing.selectStrategy,
        theirs.selectStrategy);
    compare(found, "vision feature layer is", preprocessing.featureLayer, theirs.featureLayer);
    compare(found, "number of visual tokens is", preprocessing.visualTokens, theirs.visualTokens);
    compare(found, "signal encodings are", codecs, run.codecs);
    compare(found, "Docent is", code, run.code);
    return found;
  }

  /** Whether both are known to hold and multiply their weights in different types. */
  public boolean hasOtherPrecision(TeacherFacts run) {
    return precision != null && run.precision != null && !precision.equals(run.precision);
  }

  /** These facts, with what is not known of them taken from others. */
  public TeacherFacts completedBy(TeacherFacts others) {
    return new TeacherFacts(
        weights == null ? others.weights : weights,
        tokenizer,
        preprocessing,
        codecs,
        code,
        precision == null ? others.precision : precision);
  }

  /** These facts, of a teacher with these weights. */
  public TeacherFacts withWeights(String known) {
    return new TeacherFacts(known, tokenizer, preprocessing, codecs, code, precision);
  }

  private static void compare(List<String> found, String what, Object its, Object runs) {
    if (!its.equals(runs)) {
      found.add("its " + what + " " + its + " and the run's " + runs);
    }
  }
}
