package org.docent.model.eval.sitting;

import org.docent.model.eval.ImageReference;
import org.docent.model.eval.Question;
import org.docent.model.eval.Respondent;
import org.docent.model.generate.Answerer;

/**
 * A model that answers on the device's thread, from which alone it may be asked.
 *
 * @param model stays its owner's
 */
public record ModelRespondent(Answerer model) implements Respondent {

  @Override
  public String answer(Question question, int maxNewTokens) {
    if (question.image().isEmpty()) {
      return model.answer(question.text(), null, maxNewTokens);
    }
    ImageReference image = question.image().get();
    return model.answer(question.text(), image.place(), image.read(), maxNewTokens);
  }
}
