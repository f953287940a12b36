package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.docent.coordinator.cli.eval.EvalJob;
import org.docent.coordinator.cli.eval.EvalModel;
import org.docent.coordinator.cli.eval.EvalReport;
import org.docent.coordinator.cli.eval.EvalRequest;
import org.docent.coordinator.cli.eval.ModelName;
import org.docent.model.eval.AnswerLine;
import org.docent.model.eval.AnswersFile;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.benchmark.Benchmarks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Has a model answer benchmarks, marks answers, or makes the table of several models. */
@Command(
    name = "eval",
    description = {
      "Has a model answer published benchmarks, greedily, and marks the answers by the benchmarks' own rules.",
      "Stopped in the middle, the same command goes on. --report makes a table of what such runs left."
    })
final class EvalCommand implements Callable<Integer> {

  @Option(
      names = "--benchmark",
      split = ",",
      paramLabel = "NAME",
      description =
          "vqav2, gqa, vizwiz, scienceqa, textvqa, mme, mmbench, mmbench-cn, pope, mmmu, or all of these; vqav2-val and"
              + " vizwiz-val have public labels. Several with commas.")
  private List<String> names = List.of();

  @Option(
      names = {"--data-dir", "--data_dir"},
      paramLabel = "DIR",
      description = "The benchmarks' files, laid out as LLaVA's playground/data/eval.")
  private @Nullable Path data;

  @Option(
      names = {"--model-path", "--model_path"},
      paramLabel = "DIR",
      description = "The multimodal model folder that answers, such as RUN_DIR/model.")
  private @Nullable Path modelPath;

  @Option(
      names = "--answers",
      paramLabel = "FILE",
      description = "Mark this answers file of LLaVA's scripts instead; no model is needed.")
  private @Nullable Path answers;

  @Option(
      names = {"--output", "--answers-dir"},
      paramLabel = "DIR",
      description = "Gets a folder of each benchmark's name (default: eval/MODEL_ID).")
  private @Nullable Path output;

  @Option(
      names = {"--model-id", "--model_id"},
      paramLabel = "NAME",
      description = "What answers and results call the model (default: by its folder's name).")
  private @Nullable String modelId;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only each benchmark's first N questions; not for the table.")
  private @Nullable Integer limit;

  @Mixin private PromptArguments prompt = new PromptArguments();

  @Option(
      names = "--device",
      split = ",",
      paramLabel = "DEVICE",
      description = "cpu or cuda:N; several with commas share the work (default: cpu).")
  private List<String> devices = List.of("cpu");

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to compute with, of each device (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Option(
      names = "--report",
      split = ",",
      paramLabel = "DIR",
      description =
          "Make the paper's table of the results in these folders, each a model's --output, beside the published rows.")
  private List<Path> report = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the table goes (default: standard output).")
  private @Nullable Path reportFile;

  @Mixin private EvalSharing sharing = new EvalSharing();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    sharing.check();
    if (!report.isEmpty()) {
      if (modelPath != null || answers != null || !names.isEmpty()) {
        throw wrong("--report goes with --out alone");
      }
      return new EvalReport(report).write(reportFile, spec.commandLine().getOut());
    }
    if (limit != null && limit < 1) {
      throw wrong("--limit is " + limit + ", must be at least 1");
    }
    if (threads < 1) {
      throw wrong("--threads is " + threads + ", must be at least 1");
    }
    if (sharing.joins()) {
      return help();
    }
    if (modelPath != null && answers == null) {
      return answer(modelPath);
    }
    if (answers != null && modelPath == null) {
      return mark(answers);
    }
    throw wrong("give --model-path, or --answers to mark what was answered elsewhere");
  }

  private int answer(Path folder) {
    EvalModel model = new EvalModel(folder, prompt.template(), prompt.aspect(), devices, threads);
    return job(ModelName.of(folder)).answer(model, sharing.serves(), System::nanoTime);
  }

  private int help() {
    if (modelPath == null || data == null) {
      throw wrong("--join needs --model-path and --data-dir of this machine");
    }
    if (!names.isEmpty() || answers != null || output != null || limit != null) {
      throw wrong(
          "--join goes without --benchmark, --answers, --output and --limit: the other says it");
    }
    return sharing.help(modelPath, data, devices, threads);
  }

  private int mark(Path file) {
    if (names.size() != 1) {
      throw wrong("--answers belongs to one --benchmark, not to " + names);
    }
    List<AnswerLine> lines = AnswersFile.read(file);
    return job(ModelName.in(lines, file)).mark(lines, file);
  }

  private EvalJob job(String defaultId) {
    String id = modelId == null ? defaultId : modelId;
    if (id.isBlank()) {
      throw wrong("--model-id is empty, must be a name");
    }
    if (data == null) {
      throw wrong("--data-dir is not given, must be the folder of the benchmarks' files");
    }
    Path folder = output == null ? Path.of("eval", ModelName.asFileName(id)) : output;
    OptionalInt first = limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
    return new EvalJob(
        new EvalRequest(benchmarks(), data, folder, first, id), spec.commandLine().getOut());
  }

  private List<Benchmark> benchmarks() {
    if (names.isEmpty()) {
      throw wrong("--benchmark is not given, must be among " + known() + " or all");
    }
    Set<Benchmark> benchmarks = new LinkedHashSet<>();
    for (String name : names) {
      if (name.equals("all")) {
        benchmarks.addAll(Benchmarks.ofThePaper());
      } else {
        benchmarks.add(
            Benchmarks.named(name)
                .orElseThrow(
                    () ->
                        wrong(
                            "--benchmark is " + name + ", must be among " + known() + " or all")));
      }
    }
    return List.copyOf(benchmarks);
  }

  private static String known() {
    return Benchmarks.all().stream().map(Benchmark::name).collect(Collectors.joining(", "));
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
