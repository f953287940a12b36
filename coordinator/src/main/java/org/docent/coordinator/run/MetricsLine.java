package org.docent.coordinator.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.docent.protocol.plan.HeldOut;
import org.docent.protocol.plan.LossWeights;
import org.docent.protocol.plan.StepReport;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code metrics.jsonl}. A number that is not finite, in a step that was left out for
 * it, is null there.
 *
 * @param step the step in its stage, counted from 1
 * @param globalStep the step in the run, counted from 1
 * @param terms the terms the stage computes, by key ({@code reg}, {@code res}, {@code vis}, {@code
 *     rel}); means over the step's samples
 * @param learningRate the rate the step used; {@code lr} in the file
 * @param nextLearningRate the rate of the step after it; {@code lr_next} in the file
 * @param heldOut the evaluation after the step, if there was one; {@code eval_loss} and others
 */
public record MetricsLine(
    String stage,
    int step,
    int globalStep,
    double loss,
    Map<String, Double> terms,
    double gradNorm,
    double learningRate,
    double nextLearningRate,
    double samplesPerSecond,
    double teacherWaitSeconds,
    int samples,
    int skippedSamples,
    @Nullable HeldOut heldOut) {

  private static final String EVAL_SAMPLES = "eval_samples";

  static MetricsLine of(AppliedStep applied, LossWeights weights) {
    StepReport report = applied.report();
    Map<String, Double> terms = new TreeMap<>();
    putTerm(terms, "reg", weights.reg(), report.reg());
    putTerm(terms, "res", weights.res(), report.res());
    putTerm(terms, "vis", weights.vis(), report.vis());
    putTerm(terms, "rel", weights.rel(), report.rel());
    long millis = Math.max(1, report.computeMillis() + report.teacherWaitMillis());
    return new MetricsLine(
        applied.stageName(),
        applied.step().step() + 1,
        applied.globalStep(),
        report.loss(),
        terms,
        report.gradNorm(),
        report.learningRate(),
        report.nextLearningRate(),
        1000.0 * report.samples() / millis,
        report.teacherWaitMillis() / 1000.0,
        report.samples(),
        report.skippedSamples(),
        report.heldOut());
  }

  static MetricsLine parse(JsonNode node) {
    Map<String, Double> terms = new TreeMap<>();
    for (String term : new String[] {"reg", "res", "vis", "rel"}) {
      if (node.has(term)) {
        terms.put(term, number(node, term));
      }
    }
    return new MetricsLine(
        node.path("stage").asText(),
        node.path("step").asInt(),
        node.path("global_step").asInt(),
        number(node, "loss"),
        terms,
        number(node, "grad_norm"),
        node.path("lr").asDouble(),
        node.path("lr_next").asDouble(),
        node.path("samples_per_second").asDouble(),
        node.path("teacher_wait_seconds").asDouble(),
        node.path("samples").asInt(),
        node.path("skipped_samples").asInt(),
        heldOut(node));
  }

  private static @Nullable HeldOut heldOut(JsonNode node) {
    return node.has(HeldOut.LOSS)
        ? new HeldOut(
            number(node, HeldOut.LOSS),
            number(node, HeldOut.EXACT_MATCH),
            node.path(EVAL_SAMPLES).asInt())
        : null;
  }

  ObjectNode toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("stage", stage);
    node.put("step", step);
    node.put("global_step", globalStep);
    putNumber(node, "loss", loss);
    for (String term : new String[] {"reg", "res", "vis", "rel"}) {
      Double value = terms.get(term);
      if (value != null) {
        putNumber(node, term, value);
      }
    }
    putNumber(node, "grad_norm", gradNorm);
    node.put("lr", learningRate);
    node.put("lr_next", nextLearningRate);
    node.put("samples_per_second", samplesPerSecond);
    node.put("teacher_wait_seconds", teacherWaitSeconds);
    node.put("samples", samples);
    node.put("skipped_samples", skippedSamples);
    if (heldOut != null) {
      putNumber(node, HeldOut.LOSS, heldOut.loss());
      node.put(HeldOut.EXACT_MATCH, heldOut.exactMatch());
      node.put(EVAL_SAMPLES, heldOut.samples());
    }
    return node;
  }

  private static void putNumber(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }

  private static double number(JsonNode node, String key) {
    return node.path(key).asDouble(Double.NaN);
  }

  private static void putTerm(Map<String, Double> terms, String key, double weight, double value) {
    if (weight > 0) {
      terms.put(key, value);
    }
  }
}
