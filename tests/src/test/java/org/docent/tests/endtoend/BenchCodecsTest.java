package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.docent.coordinator.cli.Main;
import org.docent.tests.testkit.GoldenFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encodings side by side on the fixture's own teacher, student and data. */
class BenchCodecsTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void everyWayIsComparedWithAllLogits() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Path json = folder.resolve("codecs.json");

    int exit =
        Main.run(
            new PrintWriter(out),
            new PrintWriter(err),
            "bench",
            "codecs",
            GoldenFixture.configuration(folder).toString(),
            "stage.dft.signals.vis=topk",
            "stage.dft.signals.top-k=7",
            "--micro-batches",
            "2",
            "--top-k",
            "64,300",
            "--json",
            json.toString());

    assertThat(exit).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("stage dpt: V = 300, D = 48, 2 micro-batches; wall milliseconds")
        .contains("stage dft: V = 300")
        .doesNotContain("stage sft")
        .contains("a token's logits in fp16 are 303,872 bytes");
    JsonNode report = GoldenFixture.json(json);
    JsonNode codecs = report.path("stages").get(1).path("codecs");
    assertThat(codecs).hasSize(8);
    JsonNode full = codecs.get(0);
    assertThat(full.path("gradient_cosine").asDouble()).isCloseTo(1, within(1e-12));
    assertThat(full.path("res").path("largest").asDouble()).isZero();
    assertThat(full.path("bytes_per_response_token").asDouble()).isEqualTo(1200);
    JsonNode hidden = codecs.get(1);
    assertThat(hidden.path("codec").asText()).startsWith("res=hidden(float32)");
    assertThat(hidden.path("res").path("largest").asDouble()).isLessThan(1e-5);
    assertThat(hidden.path("gradient_cosine").asDouble()).isCloseTo(1, within(1e-9));
    JsonNode some = codecs.get(3);
    assertThat(some.path("codec").asText())
        .isEqualTo(
            "res=topk(k=64, T=1.0, V=300) vis=topk(k=64, T=1.0, V=300) rel=packed(fp16, V=300)");
    assertThat(some.path("bytes_per_response_token").asDouble()).isEqualTo(64 * 9 / 8 + 2 * 65);
    JsonNode everything = codecs.get(5);
    assertThat(everything.path("vis").path("largest").asDouble())
        .isLessThan(some.path("vis").path("largest").asDouble());
    assertThat(codecs.get(7).path("codec").asText()).contains("vis=topk(k=7");
    JsonNode top = report.path("published").path("costs").get(3);
    assertThat(top.path("bytes_per_response_token").asLong()).isEqualTo(274);
  }

  @Test
  void aRunWithoutATeacherHasNothingToTry() {
    StringWriter err = new StringWriter();

    int exit =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            "bench",
            "codecs",
            GoldenFixture.configuration(folder).toString(),
            "stages=[sft]");

    assertThat(exit).isNotZero();
    assertThat(err.toString()).contains("no stage has a term that compares with a teacher");
  }
}
