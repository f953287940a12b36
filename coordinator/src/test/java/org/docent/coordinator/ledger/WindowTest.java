package org.docent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.SavingSettings;
import org.docent.protocol.settings.ScheduleSettings;
import org.junit.jupiter.api.Test;

/** A window that moves little by little, against one that is thought out anew each time. */
class WindowTest {

  private static final int STEPS = 40;

  private final StepPlanner planner = planner();

  @Test
  void opensAndClosesWhatAWindowThatIsMadeAnewWould() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int size = random.nextInt(1, 12);
      Window window = new Window(planner, StoredSignals.NONE, size);
      for (int move = 0; move < 60; move++) {
        SortedSet<Integer> starts = starts(random);
        List<MicroBatchId> before = idsOf(window);

        List<WorkItem> gone = window.moveTo(starts, LeaseEpoch.NONE);

        List<MicroBatchId> open = idsOf(window);
        assertThat(open).as("seed %d, starts %s", seed, starts).isEqualTo(anew(starts, size));
        before.removeAll(open);
        assertThat(gone).extracting(WorkItem::id).isEqualTo(before);
        assertThat(window.level().planned()).isEqualTo(open.size());
      }
    }
  }

  @Test
  void growsAtOnceAndShrinksAsItIsUsed() {
    Window window = new Window(planner, StoredSignals.NONE, 4);
    window.moveTo(at(0), LeaseEpoch.NONE);

    window.resize(9, LeaseEpoch.NONE);
    assertThat(idsOf(window)).isEqualTo(anew(at(0), 9));

    window.resize(4, LeaseEpoch.NONE);
    assertThat(idsOf(window)).as("what is open stays").isEqualTo(anew(at(0), 9));

    window.moveTo(at(1), LeaseEpoch.NONE);
    List<MicroBatchId> rest = anew(at(0), 9);
    rest.removeIf(id -> id.step() == 0);
    assertThat(idsOf(window)).as("nothing more opens").isEqualTo(rest);

    window.moveTo(at(3), LeaseEpoch.NONE);
    assertThat(idsOf(window)).isEqualTo(anew(at(3), 4));
  }

  @Test
  void knowsThePlansItReachesIntoAndNoOthers() {
    Window window = new Window(planner, StoredSignals.NONE, 4);
    window.moveTo(at(2, 9), LeaseEpoch.NONE);

    assertThat(window.plansFrom(2)).extracting(plan -> plan.id().step()).containsExactly(2, 3);
    assertThat(window.plansFrom(3)).extracting(plan -> plan.id().step()).containsExactly(3);
    assertThat(window.plansFrom(4)).isEmpty();
    assertThat(window.plansFrom(9)).extracting(plan -> plan.id().step()).containsExactly(9, 10);
  }

  private static SortedSet<Integer> starts(SplittableRandom random) {
    SortedSet<Integer> starts = new TreeSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      starts.add(random.nextInt(STEPS + 1));
    }
    return starts;
  }

  private static SortedSet<Integer> at(Integer... starts) {
    return new TreeSet<>(List.of(starts));
  }

  private static List<MicroBatchId> idsOf(Window window) {
    return new ArrayList<>(window.items().stream().map(WorkItem::id).toList());
  }

  private List<MicroBatchId> anew(SortedSet<Integer> starts, int size) {
    TreeSet<MicroBatchId> open = new TreeSet<>();
    for (int start : starts) {
      int room = size;
      for (int step = start; step < STEPS && room > 0; step++) {
        List<MicroBatchPlan> parts = planner.plan(step).parts();
        int taken = step == start ? parts.size() : Math.min(room, parts.size());
        parts.subList(0, taken).forEach(part -> open.add(part.id()));
        room -= taken;
      }
    }
    return new ArrayList<>(open);
  }

  /** Steps of three micro-batches, but for each fourth, which ends an epoch and has two. */
  private static StepPlanner planner() {
    BatchPlanner planner =
        new BatchPlanner(
            new PlanShape(
                0,
                StageSamples.counted(11),
                1,
                SampleOrdering.FILE,
                new BatchSettings(1, 3),
                new ScheduleSettings("cosine", 0, 0, 1, STEPS),
                new SavingSettings(0, 0, 1),
                1));
    assertThat(planner.plan(3).parts()).hasSize(2);
    return planner;
  }
}
