package org.docent.coordinator.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.settings.StageSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartRunsTest {

  private final Path folder;
  private final QuickstartRuns runs;

  QuickstartRunsTest(@TempDir Path folder) {
    this.folder = folder;
    this.runs =
        new QuickstartRuns(
            new QuickstartFiles(folder.resolve("da\"ta")), new QuickstartModels(folder), 7);
  }

  @Test
  void everyConfigurationReads() throws IOException {
    RunSettings teacher = read(runs.teacher(folder.resolve("runs/teacher")));
    RunSettings base = read(runs.base(folder.resolve("runs/base")));

    assertThat(names(teacher)).containsExactly("captions", "conversations");
    assertThat(teacher.stages()).noneMatch(StageSettings::needsTeacher);
    assertThat(teacher.stages().get(0).schedule().warmupStepsOf(50)).isEqualTo(20);
    assertThat(teacher.stages().get(1).tuning().languageModel()).isTrue();
    assertThat(base.stages().get(0).tuning().connector()).isFalse();
    assertThat(base.seed()).isEqualTo(7);
  }

  @Test
  void bothStudentsDifferInNothingButTheTeacher() throws IOException {
    Path base = folder.resolve("base");
    RunSettings without = read(runs.undistilled(folder.resolve("u"), base));
    RunSettings with = read(runs.distilled(folder.resolve("d"), base, folder.resolve("t"), 2));

    assertThat(with.seed()).isEqualTo(without.seed());
    assertThat(with.student()).isEqualTo(without.student());
    for (int i = 0; i < 3; i++) {
      StageSettings a = without.stages().get(i);
      StageSettings b = with.stages().get(i);
      assertThat(b.data()).isEqualTo(a.data());
      assertThat(b.tuning()).isEqualTo(a.tuning());
      assertThat(b.optimizer()).isEqualTo(a.optimizer());
      assertThat(b.schedule()).isEqualTo(a.schedule());
      assertThat(b.batch()).isEqualTo(a.batch());
      assertThat(b.batch().globalBatch()).isEqualTo(32);
    }
    assertThat(without.stages()).noneMatch(StageSettings::needsTeacher);
    assertThat(with.stages().stream().map(StageSettings::needsTeacher))
        .containsExactly(true, false, true);
  }

  private RunSettings read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("run.conf"), text);
    return SettingsLoader.load(file, List.of()).settings();
  }

  private static List<String> names(RunSettings run) {
    return run.stages().stream().map(StageSettings::name).toList();
  }
}
