package org.docent.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.docent.tests.testkit.Await;
import org.docent.tests.testkit.BenchmarkFiles;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes share a benchmark, one of them dies, one has other files. */
@Tag("slow")
@Tag("cluster")
class EvalShareTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern ADDRESS = Pattern.compile("docent eval --join (\\S+:\\d+)");
  private static final Pattern ANSWERED =
      Pattern.compile("respondent \\S+ answered ([1-9]\\d*) questions");

  private final Path folder;

  EvalShareTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theyMakeTheBytesOfOneAlone() throws IOException {
    BenchmarkFiles pope = BenchmarkFiles.unpack("pope", folder.resolve("files"));
    BenchmarkFiles other = BenchmarkFiles.unpack("pope", folder.resolve("other"));
    Path questions = other.data().resolve("pope/llava_pope_test.jsonl");
    Files.writeString(questions, Files.readString(questions).replaceFirst("image\\?", "picture?"));

    try (DocentProcess examiner = eval(pope, "shared", "--serve-port=0")) {
      String address = addressOf(examiner);
      try (DocentProcess helper = help(address, pope);
          DocentProcess doomed = help(address, pope);
          DocentProcess stranger = help(address, other)) {
        awaitLine("sits pope", doomed);
        awaitLine("sits pope", helper);
        awaitAnswers(60);
        doomed.kill();

        assertThat(examiner.await()).as(examiner::printed).isZero();
        assertThat(helper.await()).as(helper::printed).isZero();
        assertThat(stranger.await()).as(stranger::printed).isEqualTo(1);
        assertThat(stranger.printed())
            .contains("docent: pope would be answered otherwise here than where it is marked");
        assertThat(examiner.printed()).containsPattern(ANSWERED);
      }
    }
    try (DocentProcess alone = eval(pope, "alone")) {
      assertThat(alone.await()).as(alone::printed).isZero();
    }
    for (String name : List.of("pope/answers.jsonl", "pope/results.json")) {
      assertThat(folder.resolve("shared").resolve(name))
          .hasSameBinaryContentAs(folder.resolve("alone").resolve(name));
    }
  }

  @Test
  void whoFindsNobodyIsTold() throws IOException {
    BenchmarkFiles pope = BenchmarkFiles.unpack("pope", folder.resolve("files"));
    try (DocentProcess helper = help("127.0.0.1:1", pope)) {
      assertThat(helper.await()).isEqualTo(1);
      assertThat(helper.printed()).contains("docent: nobody listens at 127.0.0.1:1");
    }
  }

  private DocentProcess eval(BenchmarkFiles files, String output, String... more) {
    String[] all = new String[more.length + 6];
    all[0] = "eval";
    all[1] = "--benchmark=pope";
    all[2] = "--limit=150";
    all[3] = "--model-path=" + GoldenFixture.file("teacher");
    all[4] = "--data-dir=" + files.data();
    all[5] = "--output=" + folder.resolve(output);
    System.arraycopy(more, 0, all, 6, more.length);
    return DocentProcess.start(folder, all);
  }

  private DocentProcess help(String address, BenchmarkFiles files) {
    return DocentProcess.start(
        folder,
        "eval",
        "--join=" + address,
        "--model-path=" + GoldenFixture.file("teacher"),
        "--data-dir=" + files.data());
  }

  private static String addressOf(DocentProcess examiner) {
    awaitLine("docent eval --join", examiner);
    Matcher matcher = ADDRESS.matcher(examiner.printed());
    assertThat(matcher.find()).as(examiner::printed).isTrue();
    return matcher.group(1);
  }

  private static void awaitLine(String wanted, DocentProcess process) {
    Await.until(wanted, PATIENCE, () -> !process.alive() || process.printed().contains(wanted));
    assertThat(process.printed()).contains(wanted);
  }

  private void awaitAnswers(int answers) {
    Path pope = folder.resolve("shared/pope");
    Await.until(answers + " answers", PATIENCE, () -> lines(pope) > answers);
  }

  private static long lines(Path pope) {
    try (Stream<Path> files = Files.list(pope)) {
      long lines = 0;
      for (Path file : files.filter(each -> each.toString().endsWith(".partial")).toList()) {
        lines += Files.readString(file).lines().count();
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
