package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.docent.model.compute.DeviceThread;
import org.docent.model.data.AspectRatio;
import org.docent.model.generate.Answerer;
import org.docent.model.text.ChatTemplate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks a model one question about one image. */
@Command(
    name = "infer",
    description =
        "Asks a multimodal model one question, and takes the likeliest token at every place.")
final class InferCommand implements Callable<Integer> {

  @Option(
      names = {"--model-path", "--model_path"},
      required = true,
      paramLabel = "DIR",
      description = "A multimodal model folder, such as RUN_DIR/model.")
  private Path modelPath = Path.of("");

  @Option(
      names = {"--image-file", "--image_file"},
      paramLabel = "FILE",
      description = "PNG, JPEG or WebP; without it the question is about text alone.")
  private @Nullable Path imageFile;

  @Option(
      names = {"--query"},
      required = true,
      paramLabel = "Q",
      description = "The question.")
  private String query = "";

  @Option(
      names = {"--max-new-tokens", "--max_new_tokens"},
      paramLabel = "N",
      description = "Tokens of the answer at most (default: ${DEFAULT-VALUE}).")
  private int maxNewTokens = 512;

  @Option(
      names = {"--conv-mode", "--conv_mode", "--conv-version"},
      paramLabel = "NAME",
      description =
          "Template the model was trained with: phi, qwen2_base or qwen2_instruct (default: ${DEFAULT-VALUE}).")
  private String conversation = "phi";

  @Option(
      names = {"--system-message", "--system_message"},
      paramLabel = "TEXT",
      description = "Instead of the template's own opening sentence; empty for none.")
  private @Nullable String systemMessage;

  @Option(
      names = {"--image-aspect-ratio", "--image_aspect_ratio"},
      paramLabel = "MODE",
      description =
          "How the image becomes square, as in training: square or pad (default: ${DEFAULT-VALUE}).")
  private String aspectRatio = "square";

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu or cuda:N (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to compute with (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (maxNewTokens < 1) {
      throw new ParameterException(
          spec.commandLine(), "--max-new-tokens is " + maxNewTokens + ", must be at least 1");
    }
    if (threads < 1) {
      throw new ParameterException(
          spec.commandLine(), "--threads is " + threads + ", must be at least 1");
    }
    if (query.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--query is empty, must be a question");
    }
    ChatTemplate named = ChatTemplate.byKey(conversation);
    ChatTemplate template = systemMessage == null ? named : named.withSystem(systemMessage);
    AspectRatio aspect = AspectRatio.byKey(aspectRatio);
    try (DeviceThread thread = DeviceThread.start("infer", device, threads)) {
      String answer = thread.submit(() -> answer(thread, template, aspect)).join();
      spec.commandLine().getOut().println(answer);
    }
    return 0;
  }

  private String answer(DeviceThread thread, ChatTemplate template, AspectRatio aspect) {
    try (Answerer answerer = Answerer.open(modelPath, template, aspect, thread.manager())) {
      return answerer.answer(query, imageFile, maxNewTokens);
    }
  }
}
