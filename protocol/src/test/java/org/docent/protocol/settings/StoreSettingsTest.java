package org.docent.protocol.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;

class StoreSettingsTest {

  private static final String RUN =
      """
      stages = [dpt]
      student.model-path = student
      stage.dpt.data-path = data.json
      """;

  private static final String TEACHER = "teacher.model-path = teacher\n";

  @Test
  void withoutAWordAboutItSignalsAreLive() {
    RunSettings run = SettingsLoader.parse(RUN + TEACHER);

    assertThat(run.store()).isEqualTo(StoreSettings.NONE);
    assertThat(run.runsTeacher()).isTrue();
  }

  @Test
  void aRunThatReplaysEverythingNeedsNoTeacher() {
    RunSettings run = SettingsLoader.parse(RUN + "signal-source = store\nstore.path = /signals");

    assertThat(run.store().origin()).isEqualTo(SignalOrigin.STORE);
    assertThat(run.store().folderOf(run.stage(0))).isEqualTo(Path.of("/signals/dpt"));
    assertThat(run.needsTeacher()).isTrue();
    assertThat(run.runsTeacher()).isFalse();
  }

  @Test
  void aStoreThatIsUsedNeedsItsPath() {
    assertThatThrownBy(() -> SettingsLoader.parse(RUN + "signal-source = store"))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining(
            "store.path is not set, must be the folder of a store for signal-source = store");
    assertThatThrownBy(() -> SettingsLoader.parse(RUN + TEACHER + "store.write = true"))
        .hasMessageContaining(
            "store.path is not set, must be the folder of a store for store.write = true");
    assertThatThrownBy(() -> SettingsLoader.parse(RUN + "signal-source = cache"))
        .hasMessageContaining(
            "signal-source is \"cache\", must be one of live, store, store-then-live, capture");
  }

  @Test
  void whatIsOnlyReadIsNotWritten() {
    assertThatThrownBy(
            () ->
                SettingsLoader.parse(
                    RUN + "signal-source = store\nstore { path = /signals, write = true }"))
        .hasMessageContaining("store.write is true, must be false where signal-source = store");
  }

  @Test
  void aCaptureHasTheFirstStudentsPlaceAndTheSameTeacher() {
    String conf =
        RUN + TEACHER + "store { path = /signals, write = true }\nstudents { a {}, b {} }";
    RunSettings run = SettingsLoader.parse(conf);

    LoadedRun capture = new LoadedRun(run, "").capturing(Path.of("/signals/captures/1"));

    assertThat(SettingsLoader.parse(capture.resolvedText())).isEqualTo(capture.settings());
    assertThat(capture.settings().store())
        .isEqualTo(new StoreSettings(SignalOrigin.CAPTURE, Path.of("/signals"), false));
    assertThat(capture.settings().student()).isEqualTo(run.students().get(0));
    assertThat(run.alone()).extracting(alone -> alone.store().write()).containsExactly(true, false);
  }
}
