package org.docent.tests.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts from {@code events.jsonl} alone that a student has applied every micro-batch exactly once,
 * by the rule of {@code count_applied.py} and none of Docent's own code: what a rewind took back
 * does not count, what a coordinator that took over was told again counts once.
 */
public final class AppliedCount {

  private static final Pattern MICRO_BATCH =
      Pattern.compile("(\\d+)/(\\d+)/(\\d+)\\.(\\d+):([\\d,]+)");

  /** One step as it was said to be applied. */
  private record Step(String stage, int step, String microBatches) {}

  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Integer> totals = new LinkedHashMap<>();
  private @Nullable Integer said;
  private int done;
  private boolean finished;

  private AppliedCount() {}

  /**
   * Fails unless a finished run has applied everything once.
   *
   * @param student as in {@code student-0}
   * @param samples of each stage's data
   */
  public static void assertEachOnce(RunFolder run, String student, Map<String, Integer> samples) {
    AppliedCount count = new AppliedCount();
    run.allEvents().forEach(event -> count.hear(event, student));
    assertThat(count.finished).as("finished").isTrue();
    assertThat(count.totals.keySet()).isEqualTo(samples.keySet());
    samples.forEach(count::assertStage);
  }

  private void hear(JsonNode event, String student) {
    String kind = event.path("event").asText();
    finished |= kind.equals("finished");
    if (kind.equals("coordinator_began") || kind.equals("coordinator_moved")) {
      said = null;
    }
    if (!event.path("student").asText().equals(student)) {
      return;
    }
    int globalStep = event.path("global_step").asInt();
    switch (kind) {
      case "stage_begun" -> {
        totals.put(event.path("stage").asText(), event.path("total_steps").asInt());
        beginsAfter(globalStep);
      }
      case "rewound" -> beginsAfter(globalStep);
      case "step_applied" ->
          apply(
              globalStep,
              new Step(
                  event.path("stage").asText(),
                  event.path("step").asInt(),
                  event.path("micro_batches").asText()));
      default -> {}
    }
  }

  private void beginsAfter(int globalStep) {
    done = globalStep;
    while (steps.size() > globalStep) {
      steps.remove(steps.size() - 1);
    }
    said = said == null ? null : Math.min(said, globalStep);
  }

  private void apply(int globalStep, Step step) {
    if (said != null) {
      assertThat(globalStep).as("the step after %d", said).isEqualTo(said + 1);
    }
    said = globalStep;
    if (globalStep <= Math.min(done, steps.size())) {
      assertThat(step).as("said again").isEqualTo(steps.get(globalStep - 1));
    } else {
      assertThat(globalStep).as("applied next").isEqualTo(steps.size() + 1);
      steps.add(step);
    }
  }

  private void assertStage(String stage, int samples) {
    List<Step> its = steps.stream().filter(step -> step.stage.equals(stage)).toList();
    assertThat(its).as("steps of %s", stage).hasSize(totals.getOrDefault(stage, 0));
    Set<Integer> thisTime = new HashSet<>();
    for (int i = 0; i < its.size(); i++) {
      assertThat(its.get(i).step).isEqualTo(i + 1);
      for (int sample : samplesOf(its.get(i))) {
        assertThat(sample).isBetween(0, samples - 1);
        assertThat(thisTime.add(sample)).as("%s applies sample %d again", stage, sample).isTrue();
        if (thisTime.size() == samples) {
          thisTime.clear();
        }
      }
    }
  }

  private static List<Integer> samplesOf(Step step) {
    List<Integer> samples = new ArrayList<>();
    Map<Integer, Integer> nextPart = new TreeMap<>();
    for (String word : step.microBatches.split(" ", -1)) {
      Matcher microBatch = MICRO_BATCH.matcher(word);
      assertThat(microBatch.matches()).as(word).isTrue();
      assertThat(Integer.parseInt(microBatch.group(2))).as(word).isEqualTo(step.step - 1);
      int rank = Integer.parseInt(microBatch.group(3));
      assertThat(Integer.parseInt(microBatch.group(4)))
          .as("parts of %s", step)
          .isEqualTo(nextPart.merge(rank, 1, Integer::sum) - 1);
      for (String sample : microBatch.group(5).split(",", -1)) {
        samples.add(Integer.valueOf(sample));
      }
    }
    return samples;
  }
}
