package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.docent.model.distill.FrozenTeacher;
import org.docent.model.train.DistilledStudent;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.tests.testkit.DamagedRun;
import org.docent.tests.testkit.DamagedRun.Outcome;
import org.docent.tests.testkit.HugeModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that will not fit is refused before anything of it is allocated. */
class MemoryTest {

  /** 1.4e12 parameters in float32. */
  private static final String WEIGHTS = "GiB of memory (weights 5,200.3";

  private final Path folder;

  MemoryTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void writeModels() throws IOException {
    DamagedRun run = DamagedRun.copyTo(folder);
    HugeModel.write(run.file("huge"), run.file("teacher/tokenizer.json"));
  }

  @Test
  void everyCommandThatWouldLoadItSaysHowMuchItNeeds() {
    DamagedRun run = new DamagedRun(folder);
    assertSentence(
        run.docent("infer", "--model-path=$RUN/huge", "--query=?"),
        "docent: the model " + run.file("huge") + " needs about 5,200.");
    assertSentence(
        run.on("train", "teacher.model-path=$RUN/huge"),
        "docent: this run, teachers and students in one process, needs about 5,200.");
    assertSentence(
        run.on("inspect", "--stage=dpt", "teacher.model-path=$RUN/huge"),
        "docent: the teacher needs about 5,200.");
    assertThat(run.output()).doesNotExist();

    Outcome validated = run.on("validate", "teacher.model-path=$RUN/huge");
    assertThat(validated.exit()).isZero();
    assertThat(validated.out()).contains("teacher: 1,3", WEIGHTS, "are available here");
  }

  @Test
  void eachWorkerLooksBeforeItLoads() {
    try (NDManager manager = NDManager.newBaseManager()) {
      RunSettings teacher = settings("teacher.model-path=" + folder.resolve("huge"));
      assertThatThrownBy(() -> FrozenTeacher.open(teacher, manager))
          .isInstanceOf(DocentException.class)
          .hasMessageStartingWith("the teacher needs about 5,200.")
          .hasMessageContaining("take a machine with more");

      RunSettings student =
          settings("student.model-path=" + folder.resolve("huge"), "student.language-model=null");
      assertThatThrownBy(() -> DistilledStudent.open(student, folder.resolve("out"), manager))
          .isInstanceOf(DocentException.class)
          .hasMessageStartingWith("the student needs about 36,")
          .hasMessageContaining(", optimizer 10,");
    }
  }

  private RunSettings settings(String... overrides) {
    return SettingsLoader.load(new DamagedRun(folder).configuration(), List.of(overrides))
        .settings();
  }

  private static void assertSentence(Outcome outcome, String beginning) {
    assertThat(outcome.err())
        .singleElement()
        .asString()
        .startsWith(beginning)
        .contains(WEIGHTS, "), and ", " are available on this machine: take a machine");
    assertThat(outcome.exit()).isEqualTo(1);
  }
}
