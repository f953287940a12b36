package org.docent.model.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.docent.model.data.Batch;
import org.docent.model.data.ImageTensor;
import org.docent.model.text.ImageToken;
import org.docent.model.text.Turn;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * Questions about one image, or about none, and their answers, each asked with all that was said
 * before it. Turns are separated as in training. The prompt of a turn is the template's text of the
 * whole conversation; what the model has read of it already it does not read again, which is
 * everything up to the last answer's end where the tokenizer would write that answer as the model
 * did.
 */
public final class Conversation implements AutoCloseable {

  private final Answerer answerer;
  private final SequenceCache cache;
  private final @Nullable ImageTensor image;
  private final List<Turn> turns = new ArrayList<>();

  Conversation(Answerer answerer, @Nullable ImageTensor image) {
    this.answerer = answerer;
    this.cache = answerer.generator().open();
    this.image = image;
  }

  /**
   * Asks the next question.
   *
   * @param pieces is told the answer as it comes; with several beams all at once
   * @return the answer, without special tokens, surrounding blanks and stop string
   * @throws DocentException when the conversation has grown longer than the model's positions
   */
  public String ask(String question, GenerationSettings settings, Consumer<String> pieces) {
    boolean withImage = image != null && turns.isEmpty();
    String asked = withImage ? ImageToken.TEXT + "\n" + question : question;
    List<Turn> all = new ArrayList<>(turns);
    all.add(Turn.open(asked));
    Batch prompt = answerer.prompts().prompt(all, image);
    requireRoom(prompt.length());
    String answer = answer(prompt, settings, pieces);
    turns.add(new Turn(asked, answer));
    return answer;
  }

  private String answer(Batch prompt, GenerationSettings settings, Consumer<String> pieces) {
    List<String> stops = answerer.stops(settings);
    AnswerText text = new AnswerText(answerer.tokenizer(), answerer.ends(), stops, pieces);
    if (settings.beams() == 1) {
      answerer.generator().generate(cache, prompt, settings, text);
      return text.finish();
    }
    try (SequenceCache beams = answerer.generator().open()) {
      long[] best =
          answerer
              .generator()
              .search(
                  beams,
                  prompt,
                  settings,
                  answerer.ends(),
                  tokens ->
                      AnswerText.stopIn(answerer.tokenizer().decodePlain(tokens), stops) >= 0);
      for (long token : best) {
        text.accept(token);
      }
      return text.finish();
    }
  }

  private void requireRoom(int positions) {
    int most = answerer.maxPositions();
    if (positions >= most) {
      throw DocentException.stop(
          "The conversation takes %d positions with this question, and the model has %d: ask less, or begin a new conversation."
              .formatted(positions, most));
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
