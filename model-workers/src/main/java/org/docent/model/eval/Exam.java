package org.docent.model.eval;

import java.util.ArrayList;
import java.util.List;

/** A benchmark as read: its questions in order, and the rule that marks the answers. */
public interface Exam {

  List<Question> questions();

  /** After how many tokens an answer is cut. */
  int maxNewTokens();

  /** What reading found. */
  List<Finding> findings();

  /**
   * Its first {@code count} questions alone; all of them if there are fewer.
   *
   * @throws IllegalArgumentException if {@code count} is not positive
   */
  Exam first(int count);

  /**
   * The lines of the answers file. Randomness in a benchmark's rule depends on the order of all
   * questions, so answers are gathered first and recorded once.
   *
   * @param texts what the model said, one a question in the questions' order; what stands for a
   *     question that is not asked is ignored
   */
  List<AnswerLine> record(List<String> texts, String modelId);

  /** Marks answers, in whatever order and from whatever file they come. */
  Marking mark(List<AnswerLine> answers);

  /** Asks everything, one question after the other. */
  default List<AnswerLine> answer(Respondent respondent, String modelId) {
    List<String> texts = new ArrayList<>(questions().size());
    for (Question question : questions()) {
      texts.add(question.asked() ? respondent.answer(question, maxNewTokens()) : "");
    }
    return record(texts, modelId);
  }
}
