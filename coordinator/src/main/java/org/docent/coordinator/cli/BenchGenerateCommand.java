package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.docent.model.bench.BenchClock;
import org.docent.model.bench.BenchSize;
import org.docent.model.bench.BenchSizes;
import org.docent.model.bench.GenerationBench;
import org.docent.model.bench.GenerationReport;
import org.docent.model.bench.GenerationWork;
import org.docent.model.checkpoint.JsonFile;
import org.docent.model.compute.DeviceThread;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What answering takes: tokens per second, and a token's cost at the start and at the end. */
@Command(
    name = "generate",
    description = {
      "Prints the seconds of a random prompt with its picture, of a token at the start and at the end of an answer, and"
          + " tokens per second, decoding greedily in float32.",
      "tests/bench/generate.sh runs Hugging Face generate on the same sizes beside it."
    })
final class BenchGenerateCommand implements Callable<Integer> {

  /** One of the two. */
  static final class Subject {
    @Option(
        names = {"--model-path", "--model_path"},
        paramLabel = "DIR",
        description = "A multimodal model folder.")
    private @Nullable Path folder;

    @Option(
        names = "--size",
        paramLabel = "NAME",
        description = "The student of a size of bench compute, with random weights.")
    private @Nullable String size;
  }

  @ArgGroup(multiplicity = "1")
  private Subject subject = new Subject();

  @Option(
      names = {"--new-tokens", "--new_tokens"},
      paramLabel = "N",
      description = "Tokens of each answer (default: ${DEFAULT-VALUE}).")
  private int newTokens = 64;

  @Option(
      names = "--sequences",
      paramLabel = "N",
      description = "Answers that are decoded together (default: ${DEFAULT-VALUE}).")
  private int sequences = 1;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds measured, after one that is not (default: ${DEFAULT-VALUE}).")
  private int rounds = 2;

  @Option(
      names = "--clock",
      paramLabel = "CLOCK",
      description = "wall, or cpu for the processor time of all threads (default: wall).")
  private ClockChoice clock = ClockChoice.WALL;

  @Mixin private DeviceArguments device = new DeviceArguments();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write what was measured to FILE as JSON, too.")
  private @Nullable Path json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    GenerationReport report;
    try (DeviceThread thread = device.start("bench")) {
      GenerationWork work = work();
      report = thread.submit(() -> measure(work, thread)).join();
    }
    print(report, spec.commandLine().getOut());
    if (json != null) {
      JsonFile.write(json, report);
    }
    return 0;
  }

  private GenerationReport measure(GenerationWork work, DeviceThread thread) {
    BenchClock by = clock.clock();
    if (subject.folder != null) {
      return GenerationBench.ofFolder(subject.folder, work, thread.manager(), by);
    }
    BenchSize size = BenchSizes.byName(String.valueOf(subject.size));
    return GenerationBench.ofSize(size, work, thread.manager(), by);
  }

  private GenerationWork work() {
    try {
      return new GenerationWork(newTokens, sequences, rounds);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }

  private static void print(GenerationReport report, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s, float32, %d threads, %s seconds: %d prompt positions, %d new tokens, %d sequences%n",
        report.model(),
        report.threads(),
        report.clock(),
        report.promptPositions(),
        report.newTokens(),
        report.sequences());
    out.printf(Locale.ROOT, "%-24s %10.4f s%n", "prompt to first token", report.promptSeconds());
    out.printf(Locale.ROOT, "%-24s %10.5f s%n", "a step at the start", report.secondsAtTheStart());
    out.printf(Locale.ROOT, "%-24s %10.5f s%n", "a step at the end", report.secondsAtTheEnd());
    out.printf(Locale.ROOT, "%-24s %10.5f s%n", "a step, mean", report.secondsPerStep());
    out.printf(Locale.ROOT, "%-24s %10.2f%n", "tokens per second", report.tokensPerSecond());
    out.flush();
  }
}
