package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.docent.model.distill.Teacher;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.settings.StreamSettings;
import org.docent.tests.testkit.Damage;
import org.docent.tests.testkit.DamagedRun;
import org.docent.tests.testkit.DisguisedTeacher;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.ImpostorNode;
import org.docent.tests.testkit.RunFolder;
import org.docent.tests.testkit.RunProcesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Teachers that are not what a run asks for, beside one that is. */
@Tag("slow")
@Tag("cluster")
class ImpostorsTest {

  private final Path folder;
  private final RunFolder run;
  private final RunProcesses nodes;
  private final List<ImpostorNode> impostors = new ArrayList<>();

  ImpostorsTest(@TempDir Path folder) {
    this.folder = folder;
    this.run = GoldenFixture.run(folder);
    this.nodes = new RunProcesses(folder);
  }

  @AfterEach
  void endWhatIsLeft() {
    impostors.forEach(ImpostorNode::close);
    nodes.close();
  }

  @Test
  void noneOfThemChangesTheStudent() throws IOException {
    DamagedRun otherWeights = DamagedRun.copyTo(folder.resolve("other-weights"));
    Damage.flip(otherWeights.file("teacher/model.safetensors"));
    DamagedRun otherTokens = DamagedRun.copyTo(folder.resolve("other-tokens"));
    swapTwoTokens(otherTokens);
    DocentProcess coordinator =
        nodes.coordinator("teacher.random-delay=100ms", "work.heartbeat=200ms");
    nodes.join("--role", "teacher", "--name", "sound");
    run.awaitEvent("teacher_admitted", "sound", coordinator);

    join("weights", "teacher.model-path = \"" + otherWeights.file("teacher") + "\"", real -> real);
    join("tokens", "teacher.model-path = \"" + otherTokens.file("teacher") + "\"", real -> real);
    join("canary", "", DisguisedTeacher::withAnotherCanary);
    join("samples", "", DisguisedTeacher::thatReadsOtherSamples);
    join("numbers", "", DisguisedTeacher::thatComputesNoNumber);
    for (String refused : List.of("weights", "tokens", "canary")) {
      run.awaitEvent("teacher_refused", refused, coordinator);
    }
    run.awaitEvent("teacher_admitted", "samples", coordinator);
    run.awaitEvent("teacher_admitted", "numbers", coordinator);
    nodes.join("--role", "student");

    nodes.assertAllEndWell();
    impostors.forEach(ImpostorNode::awaitEnd);
    assertThat(reason("teacher_refused", "weights", "reason").asText())
        .startsWith("teacher weights is not the run's teacher: its weights are ");
    assertThat(reason("teacher_refused", "tokens", "reason").asText())
        .startsWith("teacher tokens is not the run's teacher: its tokenizer.json is ");
    assertThat(reason("teacher_refused", "canary", "reason").asText())
        .startsWith("teacher canary makes something else of the canary than teacher sound: up to ");
    assertThat(reason("teacher_quarantined", "samples", "reasons").get(0).asText())
        .startsWith("teacher and student read micro-batch 0/0/0.");
    assertThat(reason("teacher_quarantined", "numbers", "reasons").get(0).asText())
        .contains("finite");
    run.assertSameResultAs(GoldenRun.undisturbed().run());
  }

  private void join(String name, String otherSettings, UnaryOperator<Teacher> disguise) {
    StreamSettings stream =
        SettingsLoader.load(GoldenFixture.configuration(folder), List.of()).settings().stream();
    impostors.add(ImpostorNode.join(nodes.address(), name, otherSettings, disguise, stream));
  }

  private JsonNode reason(String event, String teacher, String key) {
    List<JsonNode> told =
        run.events(event).stream()
            .filter(line -> line.path("teacher").asText().equals(teacher))
            .toList();
    assertThat(told).as(event + " of " + teacher).hasSize(1);
    return told.get(0).path(key);
  }

  /** Two words of the vocabulary have each other's id. */
  private static void swapTwoTokens(DamagedRun run) throws IOException {
    Damage.object(
            "teacher/tokenizer.json",
            json -> {
              ObjectNode words = (ObjectNode) json.at("/model/vocab");
              JsonNode a = words.get("a");
              words.set("a", words.get("b"));
              words.set("b", a);
            })
        .to(run);
    assertThat(Files.mismatch(run.file("teacher/tokenizer.json"), run.file("base/tokenizer.json")))
        .isNotEqualTo(-1);
  }
}
