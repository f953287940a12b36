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
import org.docent.actors.bench.ThrowAwayAuthority;
import org.docent.protocol.settings.TlsSettings;
import org.docent.tests.testkit.Await;
import org.docent.tests.testkit.BenchmarkFiles;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.TlsSetting;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several processes share a benchmark; one of them dies, one has other files, some have no
 * certificate that counts.
 */
@Tag("slow")
@Tag("cluster")
class EvalShareTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern ADDRESS = Pattern.compile("docent eval --join (\\S+:\\d+)");
  private static final Pattern ANSWERED =
      Pattern.compile("respondent \\S+ answered ([1-9]\\d*) questions");

  private static final String HERE = "ip:127.0.0.1";
  private static final String FEW = "--limit=150";

  @SuppressWarnings("NullAway.Init")
  private static BenchmarkFiles pope;

  @SuppressWarnings("NullAway.Init")
  private static Path alone;

  private final Path folder;
  private final Path shared;

  EvalShareTest(@TempDir Path folder) {
    this.folder = folder;
    this.shared = folder.resolve("shared");
  }

  @BeforeAll
  static void oneAnswersAlone(@TempDir Path folder) throws IOException {
    pope = BenchmarkFiles.unpack("pope", folder.resolve("files"));
    alone = folder.resolve("alone");
    try (DocentProcess one = eval(alone, FEW)) {
      assertThat(one.await()).as(one::printed).isZero();
    }
  }

  @Test
  void theyMakeTheBytesOfOneAlone() throws IOException {
    BenchmarkFiles other = BenchmarkFiles.unpack("pope", folder.resolve("other"));
    Path questions = other.data().resolve("pope/llava_pope_test.jsonl");
    Files.writeString(questions, Files.readString(questions).replaceFirst("image\\?", "picture?"));

    try (DocentProcess examiner = eval(shared, FEW, "--serve-port=0")) {
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
    assertSharedIsAsAlone();
  }

  @Test
  void overTlsTheyDoTheSame(@TempDir Path certificates) throws IOException {
    TlsSettings ours = new ThrowAwayAuthority(certificates).sign("node", HERE);
    try (DocentProcess examiner = eval(shared, FEW, "--serve-port=0", conf(ours));
        DocentProcess helper = help(addressOf(examiner), pope, TlsSetting.options(ours))) {
      assertThat(examiner.await()).as(examiner::printed).isZero();
      assertThat(helper.await()).as(helper::printed).isZero();
      assertThat(examiner.printed()).containsPattern(ANSWERED).doesNotContain("dropped peer");
    }
    assertSharedIsAsAlone();
  }

  @Test
  void whoHasNoCertificateThatCountsIsTurnedAwayAndTheExaminerGoesOn(
      @TempDir Path certificates, @TempDir Path elsewhere) throws IOException {
    TlsSettings ours = new ThrowAwayAuthority(certificates).sign("node", HERE);
    TlsSettings theirs = new ThrowAwayAuthority(elsewhere).sign("stranger", HERE);
    try (DocentProcess examiner = eval(shared, "--serve-port=0", conf(ours))) {
      String address = addressOf(examiner);
      try (DocentProcess plain = help(address, pope);
          DocentProcess stranger = help(address, pope, conf(theirs))) {
        assertTurnedAway(plain, address + " speaks TLS and this node does not: give it tls.");
        assertTurnedAway(
            stranger, address + ": its certificate, of CN=node, is of no authority in tls.");
      }
      awaitAnswers(answers());
      assertThat(examiner.printed())
          .contains("dropped peer of the control plane: it does not speak TLS and this end does")
          .doesNotContain(" is there", "\tat ");
    }
  }

  @Test
  void whoHasTlsIsToldThatTheExaminerHasNoneAndTheExaminerGoesOn(@TempDir Path certificates)
      throws IOException {
    TlsSettings ours = new ThrowAwayAuthority(certificates).sign("node", HERE);
    try (DocentProcess examiner = eval(shared, "--serve-port=0");
        DocentProcess helper = help(addressOf(examiner), pope, conf(ours))) {
      assertTurnedAway(helper, "speak TLS");
      awaitAnswers(answers());
      assertThat(examiner.printed()).doesNotContain(" is there", "\tat ");
    }
  }

  @Test
  void whoFindsNobodyIsTold() {
    try (DocentProcess helper = help("127.0.0.1:1", pope)) {
      assertThat(helper.await()).isEqualTo(1);
      assertThat(helper.printed()).contains("docent: nobody listens at 127.0.0.1:1");
    }
  }

  private static DocentProcess eval(Path output, String... more) {
    return start(
        output.resolveSibling("."),
        pope,
        Stream.concat(Stream.of("--benchmark=pope", "--output=" + output), Stream.of(more)));
  }

  private DocentProcess help(String address, BenchmarkFiles files, String... more) {
    return start(folder, files, Stream.concat(Stream.of("--join=" + address), Stream.of(more)));
  }

  private static DocentProcess start(Path folder, BenchmarkFiles files, Stream<String> options) {
    Stream<String> place =
        Stream.of(
            "eval", "--model-path=" + GoldenFixture.file("teacher"), "--data-dir=" + files.data());
    return DocentProcess.start(folder, Stream.concat(place, options).toArray(String[]::new));
  }

  /** The option of a configuration that says this. */
  private String conf(TlsSettings tls) throws IOException {
    Path file = Files.createTempFile(folder, "tls-", ".conf");
    return "--conf=" + Files.write(file, TlsSetting.of(tls));
  }

  private static void assertTurnedAway(DocentProcess helper, String sentence) {
    assertThat(helper.await()).as(helper::printed).isEqualTo(1);
    assertThat(helper.printed().lines().filter(line -> line.startsWith("docent: ")))
        .singleElement()
        .asString()
        .startsWith("docent: the examiner cannot be joined: ")
        .contains(sentence);
    assertThat(helper.printed()).doesNotContain("\tat ");
  }

  private void assertSharedIsAsAlone() {
    for (String name : List.of("pope/answers.jsonl", "pope/results.json")) {
      assertThat(shared.resolve(name)).hasSameBinaryContentAs(alone.resolve(name));
    }
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

  private void awaitAnswers(long more) {
    Await.until(more + " answers and more", PATIENCE, () -> answers() > more);
  }

  private long answers() {
    try (Stream<Path> files = Files.list(shared.resolve("pope"))) {
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
