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
import org.docent.protocol.id.TeacherId;
import org.junit.jupiter.api.Test;

class CapacityObserverTest {

  private static final TeacherId A = new TeacherId("a");

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
    begin("dpt");
    work();
    pass(29);
    assertThat(heard.capacities).isEmpty();

    pass(1);
    pass(1);
    work();
    pass(30);

    assertThat(heard.capacities)
        .extracting(StageCapacity::wholeStage)
        .containsExactly(false, false);
    assertThat(heard.capacities).extracting(StageCapacity::stageName).containsOnly("dpt");
    assertThat(heard.capacities.get(0).capacity().rates().teachers()).containsEntry(A, 8.0);
  }

  @Test
  void sumsAStageUpWhenTheNextBegins() {
    begin("dpt");
    work();
    begin("dpt");
    assertThat(heard.capacities).as("the same stage taken up again").isEmpty();

    begin("dft");
    observer.finished();

    assertThat(heard.capacities)
        .singleElement()
        .extracting(StageCapacity::wholeStage)
        .isEqualTo(true);
    assertThat(heard.capacities.get(0).stageName()).isEqualTo("dpt");
  }

  @Test
  void sumsTheLastStageUpHoweverTheRunEnds() {
    begin("dft");
    work();
    observer.stopped("as asked");
    observer.coordinatorLeft();

    assertThat(heard.capacities).extracting(StageCapacity::stageName).containsExactly("dft");
  }

  @Test
  void isSilentWithAnIntervalOfZero() {
    CapacityObserver silent = new CapacityObserver(Duration.ZERO, () -> nanos, List.of(heard));
    silent.stageBegun("dpt", 3, new StepId(0, 0), 0);
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

  private void begin(String stage) {
    observer.stageBegun(stage, 3, new StepId(0, 0), 0);
    observer.teacherJoined(A);
  }

  private void work() {
    observer.signalReady(
        new SignalReady(A, new MicroBatchId(0, 0, 0, 0), new LeaseEpoch(1), 8, 2, 250_000));
    observer.stepDone(
        new AppliedStep(TestRuns.STUDENT, new StepId(0, 0), "dpt", 1, TestRuns.report(2)));
  }

  private void pass(long seconds) {
    nanos += Duration.ofSeconds(seconds).toNanos();
    observer.window(new WindowLevel(0, 1, 1));
  }
}
