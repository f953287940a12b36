package org.docent.protocol.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalEncodingTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void hiddenStatesTravelInTheTeachersTypeWhereNothingIsSaid() throws Exception {
    assertThat(SignalEncoding.of(run(), 0).identity())
        .isEqualTo("res=hidden(float32) vis=hidden(float32) rel=derived(float32)");
    assertThat(SignalEncoding.of(run("teacher.dtype=bf16"), 0).identity())
        .isEqualTo("res=hidden(bf16) vis=hidden(bf16) rel=derived(bf16)");
    assertThat(
            SignalEncoding.of(
                    run("teacher.dtype=bf16", "stage-defaults.signals.hidden-dtype=float32"), 0)
                .identity())
        .startsWith("res=hidden(float32)");
  }

  @Test
  void itSaysEveryNumberBothSidesMustHaveAlike() throws Exception {
    RunSettings run =
        run(
            "compared-vocabulary=500",
            "stage.dft.signals.res=topk",
            "stage.dft.signals.vis=full",
            "stage.dft.signals.rel=packed",
            "stage.dft.signals.relation-dtype=int8",
            "stage.dft.temperature=2");

    assertThat(SignalEncoding.of(run, 0).identity())
        .isEqualTo("res=topk(k=64, T=2.0, V=500) vis=full(V=500) rel=packed(int8, V=500)");
  }

  @Test
  void noMoreTokensTravelThanAreCompared() throws Exception {
    RunSettings run = run("compared-vocabulary=40", "stage.dft.signals.res=topk");

    assertThat(SignalEncoding.of(run, 0).responses()).isEqualTo(new RowEncoding.TopK(40, 1, 40));
  }

  @Test
  void aTermWithoutWeightSendsNothing() throws Exception {
    RunSettings run = run("stage.dft.loss-weights.vis=0", "stage.dft.loss-weights.rel=0");

    assertThat(SignalEncoding.of(run, 0).identity())
        .isEqualTo("res=hidden(float32) vis=none rel=none");
  }

  @Test
  void whatNeedsTheComparedVocabularySaysSo() throws Exception {
    RunSettings run = run("stage.dft.signals.rel=packed");

    assertThatThrownBy(() -> SignalEncoding.of(run, 0))
        .hasMessageContaining("stage.dft.signals sends what depends on compared-vocabulary");
  }

  @Test
  void theComparedVocabularyIsSettledOnceAndWrittenDown() throws Exception {
    LoadedRun loaded = loaded();

    LoadedRun settled = loaded.settled(true, 77);

    assertThat(settled.settings().comparedVocabulary()).isEqualTo(77);
    assertThat(SettingsLoader.parse(settled.resolvedText())).isEqualTo(settled.settings());
    assertThat(settled.settled(false, 99)).isSameAs(settled);
    assertThat(loaded("compared-vocabulary=50").settled(true, 77).settings().comparedVocabulary())
        .isEqualTo(50);
    assertThat(loaded.settled(true, null).settings().comparedVocabulary()).isNull();
  }

  @Test
  void whatNobodyCanMeanIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> run("compared-vocabulary=0"))
        .hasMessageContaining("compared-vocabulary is \"0\", must be at least 1");
    assertThatThrownBy(() -> run("stage.dft.signals.top-k=0"))
        .hasMessageContaining("stage.dft.signals.top-k is 0, must be at least 1");
    assertThatThrownBy(() -> run("stage.dft.signals.vis=topp"))
        .hasMessageContaining(
            "stage.dft.signals.vis is \"topp\", must be one of hidden, topk, full");
  }

  private RunSettings run(String... overrides) throws Exception {
    return loaded(overrides).settings();
  }

  private LoadedRun loaded(String... overrides) throws Exception {
    Path file = folder.resolve("run.conf");
    Files.writeString(
        file,
        """
        stages = [dft]
        teacher.model-path = ./teacher
        student.model-path = ./student
        stage-defaults.data-path = ./data.json
        """);
    return SettingsLoader.load(file, List.of(overrides));
  }
}
