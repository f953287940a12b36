package org.docent.model.eval.benchmark;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.docent.model.eval.Benchmark;

/** All benchmarks there are. */
public final class Benchmarks {

  private static final List<Benchmark> PAPER =
      List.of(
          new VqaV2(),
          new Gqa(),
          new VizWiz(),
          new ScienceQa(),
          new TextVqa(),
          new Mme(),
          MmBench.english(),
          MmBench.chinese(),
          new Pope(),
          new Mmmu());

  private static final List<Benchmark> VALIDATION =
      List.of(new VqaV2Validation(), new VizWizValidation());

  private Benchmarks() {}

  /** Those of the paper's main table, in its order. */
  public static List<Benchmark> ofThePaper() {
    return PAPER;
  }

  /** Those, and the splits with public labels of the two that only a server can score. */
  public static List<Benchmark> all() {
    return Stream.concat(PAPER.stream(), VALIDATION.stream()).toList();
  }

  /** The benchmark of that name. */
  public static Optional<Benchmark> named(String name) {
    return all().stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
  }
}
