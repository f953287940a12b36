package org.docent.model.memory;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Bytes that a model in work takes.
 *
 * @param weights parameters as they are held
 * @param gradients one for each trained parameter
 * @param moments the two of AdamW
 * @param activations of one micro-batch, an estimate
 * @param teacherHead the teacher's output head beside the model
 * @param lossChunk logits and what the losses make of them, for the rows taken at once
 * @param staging copies that a checkpoint is written from, always in the host's memory
 * @param caches keys and values of the answers that are decoded together
 */
public record MemoryNeed(
    long weights,
    long gradients,
    long moments,
    long activations,
    long teacherHead,
    long lossChunk,
    long staging,
    long caches) {

  public static final MemoryNeed NONE = new MemoryNeed(0, 0, 0, 0, 0, 0, 0, 0);

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  public long total() {
    return weights + gradients + moments + activations + teacherHead + lossChunk + staging + caches;
  }

  public MemoryNeed plus(MemoryNeed other) {
    return new MemoryNeed(
        weights + other.weights,
        gradients + other.gradients,
        moments + other.moments,
        activations + other.activations,
        teacherHead + other.teacherHead,
        lossChunk + other.lossChunk,
        staging + other.staging,
        caches + other.caches);
  }

  public MemoryNeed times(int count) {
    return new MemoryNeed(
        count * weights,
        count * gradients,
        count * moments,
        count * activations,
        count * teacherHead,
        count * lossChunk,
        count * staging,
        count * caches);
  }

  /** The larger of the two by its total. */
  public MemoryNeed max(MemoryNeed other) {
    return total() >= other.total() ? this : other;
  }

  /** The same where the head is held by a teacher in the same process. */
  public MemoryNeed withoutTeacherHead() {
    return new MemoryNeed(weights, gradients, moments, activations, 0, lossChunk, staging, caches);
  }

  /** What of it lies in the host's memory where the rest lies in a GPU's. */
  public MemoryNeed besideGpu() {
    return new MemoryNeed(0, 0, 0, 0, 0, 0, staging, 0);
  }

  /** {@code 12.3 GiB of memory (weights 1.7, gradients 1.7, …)}, in MiB where it is little. */
  @Override
  public String toString() {
    Map<String, Long> items = new LinkedHashMap<>();
    items.put("weights", weights);
    items.put("gradients", gradients);
    items.put("optimizer", moments);
    items.put("activations", activations);
    items.put("teacher's head", teacherHead);
    items.put("losses", lossChunk);
    items.put("checkpoint", staging);
    items.put("keys and values", caches);
    long unit = unit(total());
    return items.entrySet().stream()
        .filter(item -> item.getValue() >= unit / 20) // else it reads 0.0
        .map(item -> item.getKey() + " " + number(item.getValue(), unit))
        .collect(Collectors.joining(", ", size(total()) + " of memory (", ")"));
  }

  /** {@code 12.3 GiB}, or MiB where it is little. */
  public static String size(long bytes) {
    long unit = unit(bytes);
    return number(bytes, unit) + (unit == GIB ? " GiB" : " MiB");
  }

  private static long unit(long bytes) {
    return bytes < GIB ? MIB : GIB;
  }

  private static String number(long bytes, long unit) {
    return String.format(Locale.ROOT, "%,.1f", bytes / (double) unit);
  }
}
