package org.docent.model.eval.sitting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.docent.model.eval.AnswerLine;
import org.docent.model.eval.Exam;
import org.docent.model.eval.Finding;
import org.docent.model.eval.GoldenExam;
import org.docent.model.eval.Question;
import org.docent.model.eval.Respondent;
import org.docent.model.eval.benchmark.Benchmarks;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MMMU's golden exam, some of whose questions no model is asked, sat in every adversity. */
class SittingTest {

  private static final SittingKey KEY = new SittingKey("0123456789abcdef".repeat(4));
  private static final SittingKey OTHER = new SittingKey("0123456789abcdee".repeat(4));

  private final Path folder;
  private Exam exam;
  private final Map<String, String> said = new HashMap<>();
  private List<AnswerLine> expected;

  SittingTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void readTheExam() throws IOException {
    GoldenExam golden = GoldenExam.unpack("mmmu", folder.resolve("files"));
    exam = Benchmarks.named("mmmu").orElseThrow().read(golden.data());
    List<String> texts = golden.said();
    for (int i = 0; i < texts.size(); i++) {
      said.put(exam.questions().get(i).id().text(), texts.get(i));
    }
    expected = exam.record(texts, "student");
  }

  private String say(Question question) {
    assertThat(question.asked()).isTrue();
    return said.getOrDefault(question.id().text(), "");
  }

  @Test
  void severalRespondentsMakeTheAnswersOfOne() {
    AtomicInteger heard = new AtomicInteger();
    try (AnswerLog log = AnswerLog.open(folder, KEY)) {
      Sitting sitting = new Sitting(exam, log, heard::set);
      CompletableFuture<?>[] all = new CompletableFuture<?>[4];
      for (int i = 0; i < all.length; i++) {
        all[i] = CompletableFuture.runAsync(() -> sitting.attend((question, max) -> say(question)));
      }
      CompletableFuture.allOf(all).join();

      assertThat(exam.record(sitting.texts(), "student")).isEqualTo(expected);
      assertThat(heard).hasValue(Sitting.asked(exam));
      assertThat(Sitting.asked(exam)).isLessThan(exam.questions().size());
    }
  }

  @Test
  void goesOnFromTheLogWithoutAskingTwice() {
    List<String> asked = new ArrayList<>();
    Respondent dying =
        (question, max) -> {
          if (asked.size() == 7) {
            throw new IllegalStateException("the device is gone");
          }
          asked.add(question.id().text());
          return say(question);
        };
    try (AnswerLog log = AnswerLog.open(folder, KEY)) {
      Sitting sitting = new Sitting(exam, log, done -> {});
      assertThatThrownBy(() -> sitting.attend(dying)).hasMessage("the device is gone");
      assertThatThrownBy(sitting::texts).isInstanceOf(IllegalStateException.class);
    }
    try (AnswerLog log = AnswerLog.open(folder, KEY)) {
      assertThat(log.size()).isEqualTo(7);
      Sitting sitting = new Sitting(exam, log, done -> {});
      sitting.attend(
          (question, max) -> {
            asked.add(question.id().text());
            return say(question);
          });
      assertThat(exam.record(sitting.texts(), "student")).isEqualTo(expected);
    }
    assertThat(asked).doesNotHaveDuplicates().hasSize(Sitting.asked(exam));
  }

  @Test
  void aLostRespondentsQuestionGoesToTheNext() {
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch othersWait = new CountDownLatch(1);
    try (AnswerLog log = AnswerLog.open(folder, KEY)) {
      Sitting sitting = new Sitting(exam, log, done -> othersWait.countDown());
      CompletableFuture<Void> lost =
          CompletableFuture.runAsync(
              () ->
                  sitting.attend(
                      (question, max) -> {
                        taken.countDown();
                        await(othersWait);
                        throw DocentException.retry("the worker left");
                      }));
      await(taken);
      sitting.attend((question, max) -> say(question));

      assertThat(lost).isCompletedExceptionally();
      assertThat(exam.record(sitting.texts(), "student")).isEqualTo(expected);
    }
  }

  @Test
  void questionsThatCannotBeAskedAreCountedAndNeverAnswered() {
    try (AnswerLog log = AnswerLog.open(folder, KEY)) {
      Sitting sitting = new Sitting(exam, log, done -> {});
      AtomicInteger turn = new AtomicInteger();
      sitting.attend(
          (question, max) -> {
            if (turn.getAndIncrement() % 10 == 3) {
              throw DocentException.skip("The image x.png cannot be read.");
            }
            return say(question);
          });

      Finding finding = sitting.finding().orElseThrow();
      assertThat(finding.refuses()).isTrue();
      assertThat(finding.count()).isEqualTo(Sitting.asked(exam) - log.size()).isPositive();
      assertThat(finding.sentence()).endsWith("the first: The image x.png cannot be read.");
      assertThatThrownBy(sitting::texts).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aLogThatIsCutAnywhereOrDamagedKeepsWhatIsWhole() throws IOException {
    Path file = folder.resolve("answers-0123456789ab.partial");
    List<String> texts = List.of("yes", "", "a \"b\"\n\tc", "\ud83d\ude00 \u00e9", "\ufffd");
    try (AnswerLog log = AnswerLog.open(folder, KEY)) {
      for (int i = 0; i < texts.size(); i++) {
        log.add(i, texts.get(i));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      try (AnswerLog log = AnswerLog.open(folder, KEY)) {
        int kept = log.size();
        for (int i = 0; i < texts.size(); i++) {
          assertThat(log.answer(i).orElse(null)).isEqualTo(i < kept ? texts.get(i) : null);
          if (i >= kept) {
            log.add(i, texts.get(i));
          }
        }
      }
      assertThat(file).hasBinaryContent(whole);
    }
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 1;
      Files.write(file, flipped);
      try (AnswerLog log = AnswerLog.open(folder, KEY)) {
        for (int i = 0; i < texts.size(); i++) {
          assertThat(log.answer(i).orElse(texts.get(i))).isEqualTo(texts.get(i));
        }
        assertThat(log.size()).isLessThanOrEqualTo(texts.size());
      }
    }
  }

  @Test
  void anotherKeysAnswersAreNotTaken() throws IOException {
    try (AnswerLog log = AnswerLog.open(folder, KEY)) {
      log.add(0, "yes");
      assertThatThrownBy(() -> AnswerLog.open(folder, KEY))
          .isInstanceOf(DocentException.class)
          .hasMessageContaining("Another docent eval is writing to ");
    }
    try (AnswerLog log = AnswerLog.open(folder, OTHER)) {
      assertThat(OTHER.brief()).isEqualTo(KEY.brief());
      assertThat(log.size()).as("of the same brief name").isZero();
    }
    Path file = folder.resolve("answers-0123456789ab.partial");
    Files.writeString(file, "nonsense\n", StandardOpenOption.TRUNCATE_EXISTING);
    try (AnswerLog log = AnswerLog.open(folder, KEY)) {
      assertThat(log.size()).isZero();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
