package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.ledger.WindowLevel;
import org.docent.protocol.control.CoordinatorProtocol.SignalReady;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.junit.jupiter.api.Test;

class CapacityObserverTest {

  private static final TeacherId A = new TeacherId("a");
  private static final StudentId SECOND = new StudentId("second", 0);
  private static final List<String> NAMES = List.of("dpt", "dft");

  private final Heard heard = new Heard();
  private long nanos;
  private final CapacityObserver observer =
      new CapacityObserver(Duration.ofSeconds(30), () -> nanos, List.of(heard));

  private static final class Heard implements RunObserver {
    final List<StageCapacity> capacities = new ArrayList<>();

    @Override
    public void capacity(StageCapacity capacity) {
      capacities.add(capacity);
    }
  }

  @Test
  void speaksOnceAnInterval() {
    begin(0);
    work(0);
    pass(29);
    assertThat(heard.capacities).isEmpty();

    pass(1);
    pass(1);
    work(0);
    pass(30);

    assertThat(heard.capacities)
        .extracting(StageCapacity::wholeStage)
        .containsExactly(false, false);
    assertThat(heard.capacities).extracting(StageCapacity::stageName).containsOnly("dpt");
    assertThat(heard.capacities.get(0).capacity().rates().teachers()).containsEntry(A, 8.0);
  }

  @Test
  void sumsAStageUpWhenTheNextBegins() {
    begin(0);
    work(0);
    begin(0);
    assertThat(heard.capacities).as("the same stage taken up again").isEmpty();

    begin(1);
    observer.finished();

    assertThat(heard.capacities)
        .singleElement()
        .extracting(StageCapacity::stageName, StageCapacity::wholeStage)
        .containsExactly("dpt", true);
  }

  @Test
  void waitsForTheLastStudentOfAStageAndTellsStagesApart() {
    begin(0);
    observer.stageBegun(SECOND, "dpt", 3, new StepId(0, 0), 0);
    work(0);
    begin(1);
    assertThat(heard.capacities).as("with one student left in it").isEmpty();
    work(1);
    pass(30);
    assertThat(heard.capacities).extracting(StageCapacity::stageName).containsExactly("dpt", "dft");

    observer.studentFailed(SECOND, "its disk is full");

    assertThat(heard.capacities).hasSize(3);
    assertThat(heard.capacities.get(2).stageName()).isEqualTo("dpt");
    assertThat(heard.capacities.get(2).wholeStage()).isTrue();
  }

  @Test
  void sumsTheLastStageUpHoweverTheRunEnds() {
    begin(1);
    work(1);
    observer.stopped("as asked");
    observer.coordinatorLeft();

    assertThat(heard.capacities).extracting(StageCapacity::stageName).containsExactly("dft");
  }

  @Test
  void isSilentWithAnIntervalOfZero() {
    CapacityObserver silent = new CapacityObserver(Duration.ZERO, () -> nanos, List.of(heard));
    silent.stageBegun(TestRuns.STUDENT, "dpt", 3, new StepId(0, 0), 0);
    silent.teacherJoined(A);
    silent.signalReady(
        new SignalReady(A, new MicroBatchId(0, 0, 0, 0), new LeaseEpoch(1), 8, 2, 250_000));
    silent.stepDone(
        new AppliedStep(TestRuns.STUDENT, new StepId(0, 0), "dpt", 1, TestRuns.report(2)));
    nanos += Duration.ofHours(1).toNanos();
    silent.window(new WindowLevel(0, 1, 1));
    silent.finished();

    assertThat(heard.capacities).isEmpty();
  }

  private void begin(int stage) {
    observer.stageBegun(TestRuns.STUDENT, NAMES.get(stage), 3, new StepId(stage, 0), 3 * stage);
    observer.teacherJoined(A);
  }

  private void work(int stage) {
    observer.signalReady(
        new SignalReady(A, new MicroBatchId(stage, 0, 0, 0), new LeaseEpoch(1), 8, 2, 250_000));
    observer.stepDone(
        new AppliedStep(
            TestRuns.STUDENT, new StepId(stage, 0), NAMES.get(stage), 1, TestRuns.report(2)));
  }

  private void pass(long seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
    observer.window(new WindowLevel(0, 1, 1));
  }
}
