package org.docent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepPlan;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.SavingSettings;
import org.docent.protocol.settings.ScheduleSettings;
import org.junit.jupiter.api.Test;

/** The golden plans come from {@code tests/golden/grouped_order.py}. */
class GroupedOrderTest {

  private static final Offset<Double> ONE_IN_A_THOUSAND = Offset.offset(0.001);
  private static final String GOLDEN = "/golden/order/grouped.json";

  @Test
  void equalsTheIndependentImplementation() throws IOException {
    JsonNode cases = golden();
    for (JsonNode golden : cases) {
      BatchPlanner planner = planner(golden);
      int begin = golden.get("epoch").asInt() * planner.stepsPerEpoch();
      JsonNode steps = golden.get("steps");

      assertThat(planner.stepsPerEpoch()).isEqualTo(steps.size());
      for (int i = 0; i < steps.size(); i++) {
        assertThat(planner.plan(begin + i).parts())
            .isEqualTo(parts(planner.stage(), begin + i, steps.get(i)));
      }
    }
    assertThat(cases).hasSize(11);
  }

  @Test
  void everyEpochTakesEverySampleOnceAndOneModalityABatchButForOne() {
    for (long seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] lengths = lengths(random.nextInt(1, 300), random.nextDouble(), random);
      BatchSettings batch = new BatchSettings(random.nextInt(1, 9), random.nextInt(1, 5));
      BatchPlanner planner = planner(lengths, seed, batch, random.nextInt(1, 5));

      for (int epoch = 0; epoch < 2; epoch++) {
        List<StepPlan> plans = epoch(planner, epoch);
        List<Integer> all = plans.stream().flatMap(plan -> samples(plan).stream()).toList();
        long mixed = plans.stream().filter(plan -> isMixed(samples(plan), lengths)).count();

        assertThat(all).hasSize(lengths.length).doesNotHaveDuplicates();
        assertThat(mixed).as("mixed batches, seed %d", seed).isLessThanOrEqualTo(1);
        assertThat(plans).allSatisfy(plan -> assertRunsOfTheSortedBatch(plan, lengths));
      }
    }
  }

  /** Within a rank the sorted order goes on from micro-batch to micro-batch; shares are even. */
  private static void assertRunsOfTheSortedBatch(StepPlan plan, int[] lengths) {
    List<Integer> sorted = samples(plan).stream().map(i -> rank(lengths[i])).sorted().toList();
    for (MicroBatchPlan part : plan.parts()) {
      assertThat(sorted)
          .containsSequence(part.samples().stream().map(i -> rank(lengths[i])).toList());
    }
    Collection<Integer> shares =
        plan.parts().stream()
            .collect(
                Collectors.groupingBy(
                    part -> part.id().rank(),
                    TreeMap::new,
                    Collectors.summingInt(part -> part.samples().size())))
            .values();
    assertThat(shares).allSatisfy(s -> assertThat(s).isBetween(max(shares) - 1, max(shares)));
  }

  @Test
  void lengthDecidesOnlyThePlaceWithinAGlobalBatch() {
    SplittableRandom random = new SplittableRandom(5);
    int[] some = lengths(500, 0.3, random);
    int[] others = IntStream.of(some).map(n -> Integer.signum(n) * random.nextInt(1, 9)).toArray();
    BatchPlanner planner = planner(some, 11, new BatchSettings(4, 4), 1);
    BatchPlanner other = planner(others, 11, new BatchSettings(4, 4), 1);

    for (int step = 0; step < planner.stepsPerEpoch(); step++) {
      assertThat(samples(planner.plan(step)))
          .containsExactlyInAnyOrderElementsOf(samples(other.plan(step)));
    }
  }

  @Test
  void theGlobalBatchIsTheSameHoweverItIsCut() {
    int[] lengths = lengths(203, 0.2, new SplittableRandom(1));
    BatchPlanner whole = planner(lengths, 3, new BatchSettings(16, 1), 1);
    for (int micro : new int[] {1, 2, 4, 8}) {
      BatchPlanner cut = planner(lengths, 3, new BatchSettings(micro, 16 / micro), 1);
      for (int step = 0; step < whole.totalSteps(); step++) {
        assertThat(samples(cut.plan(step))).isEqualTo(samples(whole.plan(step)));
      }
    }
  }

  @Test
  void aPlanDependsOnItsStepAlone() {
    int[] lengths = lengths(120, 0.3, new SplittableRandom(2));
    BatchSettings batch = new BatchSettings(3, 2);
    BatchPlanner once = planner(lengths, 8, batch, 2);
    List<StepPlan> inOrder = IntStream.range(0, once.totalSteps()).mapToObj(once::plan).toList();

    for (int step : new int[] {19, 3, 11, 0, 17}) {
      assertThat(planner(lengths, 8, batch, 2).plan(step)).isEqualTo(inOrder.get(step));
      assertThat(once.plan(step)).isEqualTo(inOrder.get(step));
    }
    assertThat(new HashSet<>(inOrder)).hasSize(20);
  }

  @Test
  void hardlyAPositionIsPaddingWhereRandomOrderWastesMany() {
    MixedConversations data = new MixedConversations(40_000, 1234);

    assertThat(data.padding(SampleOrdering.SHUFFLED, 4)).isCloseTo(0.198, ONE_IN_A_THOUSAND);
    assertThat(data.padding(SampleOrdering.GROUPED, 4)).isCloseTo(0.029, ONE_IN_A_THOUSAND);
    assertThat(data.padding(SampleOrdering.SHUFFLED, 8)).isCloseTo(0.275, ONE_IN_A_THOUSAND);
    assertThat(data.padding(SampleOrdering.GROUPED, 8)).isCloseTo(0.051, ONE_IN_A_THOUSAND);
    assertThat(data.padding(SampleOrdering.GROUPED, 1)).isZero();
  }

  /** Positions of the rank that has most of a step, padding included, against the mean rank's. */
  @Test
  void ranksAreMoreEvenlyLoadedThanByChance() {
    MixedConversations data = new MixedConversations(40_000, 1234);

    for (int ranks : new int[] {2, 4, 8}) {
      BatchSettings batch = new BatchSettings(4, 32 / ranks);
      double chance = data.imbalance(SampleOrdering.SHUFFLED, batch, ranks) - 1;
      double grouped = data.imbalance(SampleOrdering.GROUPED, batch, ranks) - 1;

      assertThat(grouped).as("%d ranks", ranks).isPositive().isLessThan(0.75 * chance);
    }
  }

  @Test
  void refusesToGroupSamplesOfUnknownLength() {
    assertThatThrownBy(
            () ->
                new PlanShape(
                    1,
                    StageSamples.counted(4),
                    0,
                    SampleOrdering.GROUPED,
                    new BatchSettings(1, 1),
                    epochs(1),
                    new SavingSettings(0, 0, 1),
                    1))
        .hasMessage("stage 1 groups samples by length, the lengths must be given");
    assertThatThrownBy(() -> StageSamples.measured(new int[] {4, 0}))
        .hasMessage("the length of sample 1 is 0, must have a sign");
  }

  private static JsonNode golden() throws IOException {
    try (InputStream file = GroupedOrderTest.class.getResourceAsStream(GOLDEN)) {
      return new ObjectMapper().readTree(file);
    }
  }

  private static BatchPlanner planner(JsonNode golden) {
    int[] lengths =
        IntStream.range(0, golden.get("lengths").size())
            .map(i -> golden.get("lengths").get(i).asInt())
            .toArray();
    return new BatchPlanner(
        new PlanShape(
            golden.get("stage").asInt(),
            StageSamples.measured(lengths),
            golden.get("seed").asLong(),
            SampleOrdering.GROUPED,
            new BatchSettings(golden.get("microBatch").asInt(), golden.get("accumulation").asInt()),
            epochs(golden.get("epoch").asInt() + 1),
            new SavingSettings(0, 0, 1),
            golden.get("ranks").asInt()));
  }

  private static List<MicroBatchPlan> parts(int stage, int step, JsonNode ranks) {
    List<MicroBatchPlan> parts = new ArrayList<>();
    for (int rank = 0; rank < ranks.size(); rank++) {
      for (int part = 0; part < ranks.get(rank).size(); part++) {
        List<Integer> samples = new ArrayList<>();
        ranks.get(rank).get(part).forEach(sample -> samples.add(sample.asInt()));
        parts.add(new MicroBatchPlan(new MicroBatchId(stage, step, rank, part), samples));
      }
    }
    return parts;
  }

  private static int[] lengths(int count, double texts, SplittableRandom random) {
    return IntStream.range(0, count)
        .map(i -> random.nextInt(1, 40) * (random.nextDouble() < texts ? -1 : 1))
        .toArray();
  }

  private static BatchPlanner planner(int[] lengths, long seed, BatchSettings batch, int ranks) {
    return new BatchPlanner(
        new PlanShape(
            1,
            StageSamples.measured(lengths),
            seed,
            SampleOrdering.GROUPED,
            batch,
            epochs(2),
            new SavingSettings(0, 0, 1),
            ranks));
  }

  private static ScheduleSettings epochs(int epochs) {
    return new ScheduleSettings("cosine", 0, 0, epochs, -1);
  }

  private static List<StepPlan> epoch(BatchPlanner planner, int epoch) {
    int steps = planner.stepsPerEpoch();
    return IntStream.range(epoch * steps, (epoch + 1) * steps).mapToObj(planner::plan).toList();
  }

  private static List<Integer> samples(StepPlan plan) {
    return plan.parts().stream().flatMap(part -> part.samples().stream()).toList();
  }

  private static boolean isMixed(List<Integer> samples, int[] lengths) {
    return samples.stream().map(i -> lengths[i] > 0).distinct().count() > 1;
  }

  /** Images before texts, the longest first. */
  private static int rank(int length) {
    return length > 0 ? -length : 1_000_000 + length;
  }

  private static int max(Collection<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }
}
