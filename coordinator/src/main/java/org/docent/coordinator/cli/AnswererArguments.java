package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.docent.model.compute.DeviceThread;
import org.docent.model.data.AspectRatio;
import org.docent.model.generate.Answerer;
import org.docent.model.generate.GenerationSettings;
import org.docent.model.generate.Sampling;
import org.docent.model.text.ChatTemplate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which model answers, and how: what all commands that ask one have in common. */
final class AnswererArguments {

  @Option(
      names = {"--model-path", "--model_path"},
      required = true,
      paramLabel = "DIR",
      description = "A multimodal model folder, such as RUN_DIR/model.")
  private Path modelPath = Path.of("");

  @Mixin private PromptArguments prompt = new PromptArguments();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "0 takes the likeliest token at every place; above, tokens are drawn (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = {"--top-p", "--top_p"},
      paramLabel = "P",
      description =
          "Draw from the likeliest tokens that together have this probability (default: from all).")
  private double topP = 1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of what is drawn (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"--num-beams", "--num_beams"},
      paramLabel = "N",
      description =
          "Beams of a search for the likeliest answer, which is printed when found (default: ${DEFAULT-VALUE}).")
  private int beams = 1;

  @Option(
      names = {"--max-new-tokens", "--max_new_tokens"},
      paramLabel = "N",
      description = "Tokens of an answer at most (default: ${DEFAULT-VALUE}).")
  private int maxNewTokens = 512;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "A text that ends an answer, besides the template's own; may be repeated.")
  private List<String> stops = List.of();

  @Mixin private DeviceArguments device = new DeviceArguments();

  @Option(
      names = "--model",
      hidden = true,
      description = "Taken and not used, as by the original's quick_inference.py.")
  private @Nullable String ignored;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  Path modelPath() {
    return modelPath;
  }

  /** Whether it computes in the machine's own memory. */
  boolean onHost() {
    return device.onHost();
  }

  /** How an answer is generated; a wrong value is a wrong call. */
  GenerationSettings settings() {
    try {
      return new GenerationSettings(
          new Sampling(temperature, topP, seed), beams, maxNewTokens, stops);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }

  /** Opens the model on a thread of its device and has it work there. */
  void withAnswerer(Consumer<Answerer> work) {
    if (ignored != null) {
      spec.commandLine().getErr().println("docent: --model is not used; --model-path is");
    }
    ChatTemplate template = prompt.template();
    AspectRatio aspect = prompt.aspect();
    try (DeviceThread thread = device.start("answerer")) {
      thread
          .submit(
              () -> {
                try (Answerer answerer =
                    Answerer.open(modelPath, template, aspect, thread.manager())) {
                  work.accept(answerer);
                }
                return true;
              })
          .join();
    }
  }
}
