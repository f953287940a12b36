package org.docent.coordinator.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.docent.model.data.AspectRatio;
import org.docent.model.data.Batch;
import org.docent.model.data.BatchAssembler;
import org.docent.model.data.ImagePreprocessor;
import org.docent.model.data.LlavaDataset;
import org.docent.model.data.SampleReader;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.TextTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files as the ordinary trainer reads them: nothing is skipped, cut or left unsupervised. */
class QuickstartSamplesTest {

  private static final int VISUAL_TOKENS = 16;
  private static final int MAX_LENGTH = 128;
  private static final int TRIED = 40;

  @Test
  void theTrainerReadsEveryFile(@TempDir Path folder) {
    QuickstartFiles files = QuickstartData.write(folder, 3, QuickstartData.ANSWER_NOISE);
    WordTokenizer.write(folder);
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      Batch captions = batch(files, files.studentCaptions(), ChatTemplate.PRETRAIN, tokenizer);
      Batch noisy = batch(files, files.studentConversations(), ChatTemplate.PHI, tokenizer);
      Batch mixed = batch(files, files.teacherConversations(), ChatTemplate.PHI, tokenizer);
      Batch heldOut = batch(files, files.heldOut(), ChatTemplate.PHI, tokenizer);
      Batch text = batch(files, files.textBase(), ChatTemplate.PRETRAIN, tokenizer);

      assertThat(captions.samples()).allMatch(s -> s.imageStart() == 0 && s.supervised() == 7);
      assertThat(noisy.samples()).allMatch(s -> s.imageStart() == 3 && s.supervised() == 8);
      assertThat(mixed.samples()).allMatch(s -> s.supervised() == 8 || s.supervised() == 7);
      assertThat(heldOut.samples()).allMatch(s -> s.supervised() == 2 && s.visualTokens() == 16);
      assertThat(text.samples()).allMatch(s -> s.imageStart() == -1 && s.supervised() >= 6);
      assertThat(text.images()).isZero();
      assertThat(noisy.imageSize()).isEqualTo(ScenePainter.SIDE);
    }
  }

  private static Batch batch(
      QuickstartFiles files, Path json, ChatTemplate template, TextTokenizer tokenizer) {
    ImagePreprocessor preprocessor = new ImagePreprocessor(AspectRatio.SQUARE, ScenePainter.SIDE);
    SampleReader reader =
        new SampleReader(
            LlavaDataset.open(json),
            tokenizer,
            template.withSystem(""),
            preprocessor,
            files.images(),
            MAX_LENGTH);
    List<Integer> first = IntStream.range(0, TRIED).boxed().toList();
    return new BatchAssembler(reader, VISUAL_TOKENS, MAX_LENGTH, false).assemble(first);
  }
}
