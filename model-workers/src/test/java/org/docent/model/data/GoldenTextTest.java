package org.docent.model.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.docent.model.text.ChatTemplate;
import org.docent.model.text.ImageToken;
import org.docent.model.text.TextTokenizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every record, template and length of make_text.py, from the JSON file to the batch. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenTextTest {

  private static final int IMAGE_SIZE = 14;

  private TextTokenizer tokenizer;
  private final LlavaDataset dataset = LlavaDataset.open(Golden.file("text/records.json"));

  @BeforeAll
  void open() {
    tokenizer = TextTokenizer.open(Golden.file("text"));
  }

  @AfterAll
  void close() {
    tokenizer.close();
  }

  private SampleReader reader(JsonNode golden) {
    ChatTemplate template =
        ChatTemplate.byKey(golden.get("template").asText())
            .withSystem(golden.get("system").asText());
    Path images = Golden.file("text");
    return new SampleReader(
        dataset,
        tokenizer,
        template,
        new ImagePreprocessor(AspectRatio.SQUARE, IMAGE_SIZE),
        images,
        golden.get("max").asInt());
  }

  @Test
  void givesThePromptsIdsAndLabelsOfTheIndependentOriginal() {
    List<String> differing = new ArrayList<>();
    for (JsonNode golden : Golden.json("text/expected.json")) {
      SampleReader reader = reader(golden);
      for (int i = 0; i < dataset.size(); i++) {
        Sample sample = reader.read(i);
        JsonNode expected = golden.get("samples").get(i);
        assertThat(sample.id()).isEqualTo(expected.get("id").asText());
        if (!java.util.Arrays.equals(sample.inputIds(), Golden.longs(expected.get("ids")))) {
          differing.add(golden.get("template") + " ids of " + sample.id());
        }
        if (!java.util.Arrays.equals(sample.labels(), Golden.longs(expected.get("labels")))) {
          differing.add(golden.get("template") + " labels of " + sample.id());
        }
      }
    }
    assertThat(differing).isEmpty();
  }

  @Test
  void laysTheSplicedSamplesOutInTheBatch() {
    for (JsonNode golden : Golden.json("text/expected.json")) {
      int patches = golden.get("patches").asInt();
      BatchAssembler assembler =
          new BatchAssembler(reader(golden), patches, golden.get("max").asInt(), false);
      List<Integer> all = IntStream.range(0, dataset.size()).boxed().toList();
      check(assembler.assemble(all), golden.get("samples"), patches);
    }
  }

  private static void check(Batch batch, JsonNode samples, int patches) {
    List<Long> visualRows = new ArrayList<>();
    List<Long> visualSources = new ArrayList<>();
    List<Long> responseRows = new ArrayList<>();
    List<Long> targets = new ArrayList<>();
    long[] tokenIds = new long[batch.size() * batch.length()];
    int images = 0;
    for (int b = 0; b < batch.size(); b++) {
      long[] ids = Golden.longs(samples.get(b).get("spliced_ids"));
      long[] labels = Golden.longs(samples.get(b).get("spliced_labels"));
      int seen = 0;
      for (int t = 0; t < ids.length; t++) {
        long row = (long) b * batch.length() + t;
        if (ids[t] == ImageToken.ID) {
          visualRows.add(row);
          visualSources.add((long) images * patches + seen++);
        } else {
          tokenIds[(int) row] = ids[t];
        }
        if (t + 1 < ids.length && labels[t + 1] != ImageToken.IGNORED) {
          responseRows.add(row);
          targets.add(labels[t + 1]);
        }
      }
      images += seen > 0 ? 1 : 0;
      assertThat(batch.samples().get(b).length()).isEqualTo(ids.length);
      assertThat(batch.samples().get(b).visualTokens()).isEqualTo(seen);
      assertThat(batch.visualRowsPerSample()[b]).isEqualTo(seen);
      assertThat(batch.responseRowsPerSample()[b]).isEqualTo(batch.samples().get(b).supervised());
    }
    assertThat(batch.tokenIdsBT()).isEqualTo(tokenIds);
    assertThat(batch.visualRows()).containsExactly(visualRows.toArray(Long[]::new));
    assertThat(batch.visualSources()).containsExactly(visualSources.toArray(Long[]::new));
    assertThat(batch.responseRows()).containsExactly(responseRows.toArray(Long[]::new));
    assertThat(batch.responseTargets()).containsExactly(targets.toArray(Long[]::new));
    assertThat(batch.images()).isEqualTo(images);
    assertThat(batch.pixelsNCHW()).hasSize(images * 3 * IMAGE_SIZE * IMAGE_SIZE);
  }
}
