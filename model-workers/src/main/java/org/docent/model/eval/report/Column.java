package org.docent.model.eval.report;

import java.util.OptionalDouble;
import org.docent.model.eval.Score;

/** A benchmark's column of the paper's main table, in its order: which number, on what scale. */
public enum Column {
  VQAV2("VQAv2", "vqav2", "accuracy", 1),
  GQA("GQA", "gqa", "accuracy", 1),
  VIZWIZ("VizWiz", "vizwiz", "accuracy", 1),
  SCIENCEQA("SciQA", "scienceqa", "IMG accuracy", 1),
  TEXTVQA("TextVQA", "textvqa", "accuracy", 1),
  /** Perception, of 2000 points, on a scale of 100. */
  MME("MME", "mme", "perception", 20),
  MMBENCH("MMB", "mmbench", "circular accuracy", 1),
  MMBENCH_CN("MMB-CN", "mmbench-cn", "circular accuracy", 1),
  /** F1, as LLaVA-1.5's published 85.9 is. */
  POPE("POPE", "pope", "mean F1", 1),
  MMMU("MMMU", "mmmu", "accuracy", 1);

  private final String title;
  private final String benchmark;
  private final String measure;
  private final int divisor;

  Column(String title, String benchmark, String measure, int divisor) {
    this.title = title;
    this.benchmark = benchmark;
    this.measure = measure;
    this.divisor = divisor;
  }

  /** As the paper heads it. */
  public String title() {
    return title;
  }

  /** The name of its benchmark. */
  public String benchmark() {
    return benchmark;
  }

  /** Of a hundred; none if the score lacks the number the table shows. */
  OptionalDouble cell(Score score) {
    OptionalDouble value = score.value(measure);
    return value.isPresent() ? OptionalDouble.of(value.getAsDouble() / divisor) : value;
  }

  /** Whether the paper's Avg7 counts it: all but VQAv2, POPE and MMMU. */
  boolean ofSeven() {
    return this != VQAV2 && this != POPE && this != MMMU;
  }
}
