package org.docent.coordinator.cli.eval;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.docent.model.eval.Benchmark;

/**
 * Which benchmarks, and where things are.
 *
 * @param data the data folder, LLaVA's {@code playground/data/eval}
 * @param output gets a folder of each benchmark's name
 * @param limit ask the first questions only
 * @param modelId what the answers file calls the model
 */
public record EvalRequest(
    List<Benchmark> benchmarks, Path data, Path output, OptionalInt limit, String modelId) {

  public EvalRequest {
    benchmarks = List.copyOf(benchmarks);
  }
}
