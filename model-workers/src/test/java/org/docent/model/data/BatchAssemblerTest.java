package org.docent.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.TextTokenizer;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchAssemblerTest {

  private static final String RECORDS =
      """
      [{"id":"good","image":"grey8.png","conversations":
         [{"from":"human","value":"<image>\\nWhat?"},{"from":"gpt","value":"Noise."}]},
       {"id":"text","conversations":
         [{"from":"human","value":"Hello"},{"from":"gpt","value":"Good day to you."}]},
       {"id":"broken","image":"broken/cut.png","conversations":
         [{"from":"human","value":"<image>\\nWhat?"},{"from":"gpt","value":"Noise."}]},
       {"id":"odd","conversations":[{"from":"human","value":"Hello"}]},
       {"id":"lost","image":"nowhere.png","conversations":
         [{"from":"human","value":"What? <image>"},{"from":"gpt","value":"Noise."}]}]
      """;

  private final Path folder;
  private final TextTokenizer tokenizer;

  BatchAssemblerTest(@TempDir Path folder) {
    this.folder = folder;
    this.tokenizer = TextTokenizer.open(Golden.file("text"));
  }

  @AfterEach
  void close() {
    tokenizer.close();
  }

  private SampleReader reader(int modelMaxLength) throws IOException {
    return reader(modelMaxLength, Golden.file("images"));
  }

  private SampleReader reader(int modelMaxLength, @Nullable Path images) throws IOException {
    Path file = folder.resolve("train.json");
    Files.writeString(file, RECORDS);
    return new SampleReader(
        LlavaDataset.open(file),
        tokenizer,
        ChatTemplate.PHI.withSystem(""),
        new ImagePreprocessor(AspectRatio.PAD, 28),
        images,
        modelMaxLength);
  }

  @Test
  void countsACorruptSampleAsAnEmptyOneWhereSkippingIsAllowed() throws IOException {
    Batch batch = new BatchAssembler(reader(64), 4, 64, true).assemble(List.of(2, 1, 0, 4));
    assertThat(batch.size()).isEqualTo(4);
    assertThat(batch.images()).isEqualTo(1);
    assertThat(batch.samples().get(0).length()).isZero();
    assertThat(batch.samples().get(0).imageStart()).isEqualTo(-1);
    assertThat(batch.responseRowsPerSample()[0]).isZero();
    assertThat(batch.responseRowsPerSample()[1]).isPositive();
    assertThat(batch.visualRowsPerSample()).containsExactly(0, 0, 4, 0);
    assertThat(batch.visualRows()[0] / batch.length()).isEqualTo(2);
    assertThat(batch.skipped()).extracting(SkippedSample::index).containsExactly(2, 4);
    assertThat(batch.skipped().get(0).reason()).contains("\"broken\"").contains("cut.png");
  }

  @Test
  void stopsAtACorruptSampleWhereSkippingIsNotAllowed() throws IOException {
    BatchAssembler assembler = new BatchAssembler(reader(64), 4, 64, false);
    assertThatThrownBy(() -> assembler.assemble(List.of(0, 2)))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("Record 2 (id \"broken\")")
        .hasMessageContaining("train.json")
        .hasMessageContaining("cut.png");
  }

  @Test
  void stopsEvenWhereSkippingIsAllowedWhenTheImageFolderIsNotSet() throws IOException {
    BatchAssembler assembler = new BatchAssembler(reader(64, null), 4, 64, true);
    assertThat(assembler.assemble(List.of(1)).images()).isZero();
    assertThatThrownBy(() -> assembler.assemble(List.of(0)))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("grey8.png")
        .hasMessageContaining("image-folder");
  }

  @Test
  void givesTheSameFingerprintTwiceAndAnotherForAnotherLayout() throws IOException {
    SampleReader reader = reader(64);
    long first = new BatchAssembler(reader, 4, 64, false).assemble(List.of(0, 1)).fingerprint();
    long again = new BatchAssembler(reader, 4, 64, false).assemble(List.of(0, 1)).fingerprint();
    long swapped = new BatchAssembler(reader, 4, 64, false).assemble(List.of(1, 0)).fingerprint();
    long wider = new BatchAssembler(reader, 5, 64, false).assemble(List.of(0, 1)).fingerprint();
    assertThat(again).isEqualTo(first);
    assertThat(List.of(swapped, wider)).doesNotContain(first).doesNotHaveDuplicates();
  }

  @Test
  void hasAnEmptyRowWhenEverySampleIsSkipped() throws IOException {
    Batch batch = new BatchAssembler(reader(64), 4, 64, true).assemble(List.of(3));
    assertThat(batch.length()).isEqualTo(1);
    assertThat(batch.tokenIdsBT()).containsExactly(0);
    assertThat(batch.pixelsNCHW()).isEmpty();
  }

  @Test
  void carriesTheSamePixelsAsTheSampleAlone() throws IOException {
    SampleReader reader = reader(64);
    Batch batch = new BatchAssembler(reader, 4, 64, false).assemble(List.of(1, 0));
    ImageTensor image = Objects.requireNonNull(reader.read(0).image());
    assertThat(batch.pixelsNCHW()).isEqualTo(image.chw());
  }

  @Test
  void leavesTheImageOutWhereTruncationCutsItsPlaceholder() throws IOException {
    Batch batch = new BatchAssembler(reader(2), 4, 2, false).assemble(List.of(0, 2));
    assertThat(batch.images()).isZero();
    assertThat(batch.samples().get(1).imageStart()).isEqualTo(-1);
  }

  @Test
  void listsEveryFaultOfADataFileWithoutStopping() throws IOException {
    int[] last = {0};
    DatasetSummary summary = DatasetSummary.read(reader(64), 4, 64, read -> last[0] = read);
    assertThat(last[0]).isEqualTo(5);
    assertThat(summary.samples()).isEqualTo(5);
    assertThat(summary.withImage()).isEqualTo(1);
    assertThat(summary.textOnly()).isEqualTo(1);
    assertThat(summary.faults()).extracting(DatasetFault::index).containsExactly(2, 3, 4);
    assertThat(summary.faults().get(1).reason()).contains("(id \"odd\")").contains("0 answers");
    assertThat(summary.faults().get(2).reason()).contains("(id \"lost\")").contains("nowhere.png");
    assertThat(summary.lengths()).hasSize(5).endsWith(0, 0, 0);
    assertThat(summary.lengths()[0] + summary.lengths()[1]).isEqualTo((int) summary.tokens());
    assertThat(summary.longest()).isPositive().isLessThan(64);
    assertThat(summary.supervised()).isPositive();
  }
}
