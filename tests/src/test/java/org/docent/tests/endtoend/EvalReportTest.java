package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.docent.tests.testkit.BenchmarkFiles;
import org.docent.tests.testkit.DamagedRun;
import org.docent.tests.testkit.DamagedRun.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docent eval --report} over what marking left. */
class EvalReportTest {

  private static final String ONE_B =
      "| LLaVA-KD-1B | Qwen1.5-0.5B | published | 77.0 | 59.6 | 35.9 | 60.6 | 49.9 | 64.5 | 60.1 | 55.5 | 85.9 | 30.2 | 55.2 | 57.9 |";

  private final Path folder;

  EvalReportTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void putsMeasuredRowsBesideThePublishedOnesOnTheTablesScales() throws IOException {
    double pope = 0;
    double mme = 0;
    for (String name : List.of("pope", "mme", "vqav2")) {
      BenchmarkFiles files = BenchmarkFiles.unpack(name, folder.resolve("files-" + name));
      assertThat(mark(name, files, "ours").exit()).isZero();
      double first =
          files.expected("scores.json").path(0).path("measures").path(0).path(1).asDouble();
      pope = name.equals("pope") ? first : pope;
      mme = name.equals("mme") ? first : mme;
    }

    String table = report("ours").out();
    String cells = String.format(Locale.ROOT, "%.1f |  |  | %.1f |", mme / 20, pope);
    assertThat(table)
        .contains(ONE_B)
        .endsWith("| golden/student-1b |  | measured |  |  |  |  |  | " + cells + "  |  |  |\n");

    Files.writeString(
        folder.resolve("ours/vqav2/server.json"),
        """
        {"benchmark": "vqav2", "model": "golden/student-1b",
         "measures": [{"name": "accuracy", "value": 77.04, "unit": "percent"}]}
        """);
    Outcome told = report("ours", "--out=" + folder.resolve("new/table.md"));
    assertThat(told.exit()).isZero();
    assertThat(Files.readString(folder.resolve("new/table.md")))
        .contains(ONE_B)
        .contains("| golden/student-1b |  | measured | 77.0 |  |  |  |  | " + cells);
  }

  @Test
  void leavesOutWhatIsAPartAndSaysSo() throws IOException {
    BenchmarkFiles pope = BenchmarkFiles.unpack("pope", folder.resolve("files"));
    List<String> lines = Files.readAllLines(pope.answers());
    Files.write(pope.answers(), lines.subList(0, 20));
    assertThat(mark("pope", pope, "ours", "--limit=20").exit()).isZero();

    assertThat(report("ours").out())
        .contains("| golden/student-1b |  | measured |  |  |  |  |  |  |  |  |  |  |  |  |\n")
        .endsWith(
            "\ngolden/student-1b answered only the first 20 of 240 questions of pope, which is not in the table.\n");
  }

  @Test
  void refusesWhatIsNoRowInOneSentence() throws IOException {
    BenchmarkFiles gqa = BenchmarkFiles.unpack("gqa", folder.resolve("files-gqa"));
    BenchmarkFiles pope = BenchmarkFiles.unpack("pope", folder.resolve("files-pope"));
    mark("gqa", gqa, "ours");
    mark("pope", pope, "ours", "--model-id=another");

    assertRefused("has results of several models, another, golden/student-1b", "ours");
    assertRefused("files has no results: it must be an --output of docent eval", "files");
    Files.copy(folder.resolve("ours/gqa/results.json"), folder.resolve("ours/pope/server.json"));
    assertRefused("server.json: it is of gqa, not of pope", "ours");
    Files.writeString(folder.resolve("ours/pope/server.json"), "{\"benchmark\": ");
    assertRefused("server.json cannot be read", "ours");
    assertThat(docent("eval", "--report=" + folder, "--benchmark=pope").exit()).isEqualTo(2);
  }

  private void assertRefused(String said, String name) {
    Outcome outcome = report(name);
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).singleElement().asString().startsWith("docent: ").contains(said);
  }

  @Test
  void aWrongCallIsSaid() {
    assertWrong("--benchmark is popes, must be among vqav2, gqa", "--benchmark=popes", "x");
    assertWrong("--benchmark is not given", "x");
    assertWrong("--limit is 0, must be at least 1", "--benchmark=pope", "--limit=0", "x");
    assertWrong("give --model-path, or --answers", "--benchmark=pope");
    assertWrong("--answers belongs to one --benchmark", "--benchmark=pope,gqa", "--answers=a");
  }

  private void assertWrong(String said, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "eval";
    all[1] = "--data-dir=" + folder;
    for (int i = 0; i < arguments.length; i++) {
      all[i + 2] = arguments[i].equals("x") ? "--model-path=nowhere" : arguments[i];
    }
    Outcome outcome = docent(all);
    assertThat(outcome.err()).singleElement().asString().contains(said);
    assertThat(outcome.exit()).isEqualTo(2);
  }

  private Outcome mark(String name, BenchmarkFiles files, String output, String... more) {
    String[] all = new String[more.length + 5];
    all[0] = "eval";
    all[1] = "--benchmark=" + name;
    all[2] = "--answers=" + files.answers();
    all[3] = "--data-dir=" + files.data();
    all[4] = "--output=" + folder.resolve(output);
    System.arraycopy(more, 0, all, 5, more.length);
    return docent(all);
  }

  private Outcome report(String name, String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "eval";
    all[1] = "--report=" + folder.resolve(name);
    System.arraycopy(more, 0, all, 2, more.length);
    return docent(all);
  }

  private Outcome docent(String... arguments) {
    return new DamagedRun(folder).docent(arguments);
  }
}
