package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.List;
import org.docent.coordinator.cli.quickstart.Demonstration;
import org.docent.coordinator.cli.quickstart.Question;
import org.docent.coordinator.cli.quickstart.QuickstartFiles;
import org.docent.coordinator.cli.quickstart.Score;
import org.docent.coordinator.cli.quickstart.ScoreTally;
import org.docent.model.compute.DeviceThread;
import org.docent.model.data.AspectRatio;
import org.docent.model.data.LlavaDataset;
import org.docent.model.data.LlavaRecord;
import org.docent.model.eval.ExactMatch;
import org.docent.model.generate.Answerer;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.ImageToken;
import org.docent.model.text.Turn;
import org.docent.protocol.settings.DataSettings;

/** The quickstart's held-out questions, put to its models. */
final class QuickstartExam implements AutoCloseable {

  private static final int MAX_ANSWER_TOKENS = 8;
  private static final int MAX_LENGTH = 128;

  private final QuickstartFiles files;
  private final LlavaDataset questions;
  private final DeviceThread device = DeviceThread.start("exam", "cpu", 1);

  QuickstartExam(QuickstartFiles files) {
    this.files = files;
    this.questions = LlavaDataset.open(files.heldOut());
  }

  /** Exact match over all held-out questions. */
  Score score(String name, String stage, Path model) {
    DataSettings data =
        new DataSettings(
            files.heldOut(),
            files.images(),
            "phi",
            "",
            "square",
            "pillow-13",
            MAX_LENGTH,
            false,
            false,
            0);
    List<Boolean> right = device.submit(() -> ExactMatch.of(model, data, device.manager())).join();
    ScoreTally tally = new ScoreTally();
    for (int i = 0; i < right.size(); i++) {
      tally.add(Question.ofText(question(questions.record(i))), right.get(i));
    }
    return tally.score(name, stage);
  }

  /** Asks a model one of the held-out questions and lets it generate. */
  Demonstration ask(Path model, int record) {
    LlavaRecord asked = questions.record(record);
    Turn turn = asked.turns().get(0);
    Path image = files.images().resolve(asked.image().orElseThrow());
    String answer = device.submit(() -> answer(model, question(asked), image)).join();
    return new Demonstration(
        image.getFileName().toString(), question(asked), answer, String.valueOf(turn.answer()));
  }

  @Override
  public void close() {
    device.close();
  }

  private String answer(Path model, String question, Path image) {
    ChatTemplate template = ChatTemplate.PHI.withSystem("");
    try (Answerer answerer = Answerer.open(model, template, AspectRatio.SQUARE, device.manager())) {
      return answerer.answer(question, image, MAX_ANSWER_TOKENS);
    }
  }

  private static String question(LlavaRecord record) {
    return record.turns().get(0).question().replace(ImageToken.TEXT, "").strip();
  }
}
