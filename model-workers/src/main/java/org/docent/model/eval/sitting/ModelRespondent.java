package org.docent.model.eval.sitting;

import org.docent.model.data.EncodedImage;
import org.docent.model.eval.Question;
import org.docent.model.eval.Respondent;
import org.docent.model.generate.Answerer;
import org.docent.model.generate.GenerationSettings;

/**
 * A model that answers on the device's thread, from which alone it may be asked.
 *
 * @param model stays its owner's
 */
public record ModelRespondent(Answerer model) implements Respondent {

  @Override
  public String answer(Question question, int maxNewTokens) {
    return model.answer(
        question.text(),
        question.image().map(image -> new EncodedImage(image.place(), image.read())).orElse(null),
        GenerationSettings.greedy(maxNewTokens),
        piece -> {});
  }
}
