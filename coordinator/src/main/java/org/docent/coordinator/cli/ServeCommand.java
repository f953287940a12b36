package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.docent.coordinator.serve.ChatServer;
import org.docent.coordinator.serve.RequestLimits;
import org.docent.coordinator.serve.ServeSettings;
import org.docent.model.data.AddressPolicy;
import org.docent.model.generate.AnswerScheduler;
import org.docent.model.generate.Answerer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A model behind OpenAI's chat-completions API. */
@Command(
    name = "serve",
    description = {
      "Serves a multimodal model by OpenAI's API: POST /v1/chat/completions, GET /v1/models, GET /health.",
      "What the options say of answers is for requests that do not say it; --max-new-tokens is also the most they may ask for."
    })
final class ServeCommand implements Callable<Integer> {

  /** Of the heap, for the bodies of requests. */
  private static final int BODY_SHARE = 4;

  private static final Duration REQUEST_TIME = Duration.ofSeconds(60);

  @Mixin private AnswererArguments arguments = new AnswererArguments();

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "Address to listen on; 0.0.0.0 lets anybody in who reaches this machine (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "0 takes any free one (default: ${DEFAULT-VALUE}).")
  private int port = 8000;

  @Option(
      names = {"--model-name", "--model_name"},
      paramLabel = "NAME",
      description = "What requests call the model (default: the folder's name).")
  private @Nullable String modelName;

  @Option(
      names = {"--max-batch", "--max_batch"},
      paramLabel = "N",
      description = "Answers that are decoded together (default: ${DEFAULT-VALUE}).")
  private int maxBatch = 8;

  @Option(
      names = "--queue",
      paramLabel = "N",
      description =
          "Requests that may wait besides; more are told to ask again later (default: ${DEFAULT-VALUE}).")
  private int queue = 128;

  @Option(
      names = {"--max-positions", "--max_positions"},
      paramLabel = "N",
      description =
          "Positions that a prompt and its answer may have together, those of an image included, as far as the model has them (default: ${DEFAULT-VALUE}).")
  private int maxPositions = 4096;

  @Option(
      names = {"--max-body", "--max_body"},
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "A request may have, its images in base64 included (default: 32MiB).")
  private long maxBody = 32L << 20;

  @Option(
      names = {"--max-image-pixels", "--max_image_pixels"},
      paramLabel = "N",
      description = "Larger images are refused by their headers (default: ${DEFAULT-VALUE}).")
  private long maxImagePixels = 40_000_000;

  @Option(
      names = {"--allow-private-addresses", "--allow_private_addresses"},
      description = "Fetch images from hosts that are not in the public network, too.")
  private boolean privateAddresses;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    ServeSettings settings = settings();
    AnswerScheduler scheduler = scheduler();
    Answerer.requireMemory(
        arguments.modelPath(),
        maxBatch,
        maxPositions,
        arguments.onHost(),
        "take a smaller --max-batch or --max-positions, or a machine with more");
    arguments.withAnswerer(answerer -> serve(answerer, scheduler, settings));
    return 0;
  }

  private ServeSettings settings() {
    Path folder = arguments.modelPath().toAbsolutePath().normalize();
    String name = modelName != null ? modelName : String.valueOf(folder.getFileName());
    try {
      return new ServeSettings(
          host,
          port,
          name,
          arguments.settings(),
          limits(),
          privateAddresses ? AddressPolicy.ANY : AddressPolicy.PUBLIC);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }

  private RequestLimits limits() {
    long heldBytes = Runtime.getRuntime().maxMemory() / BODY_SHARE;
    return new RequestLimits(maxBody, heldBytes, maxImagePixels, maxPositions, REQUEST_TIME);
  }

  private void serve(Answerer answerer, AnswerScheduler scheduler, ServeSettings settings) {
    PrintWriter out = spec.commandLine().getOut();
    DrainOnInterrupt.during(
        scheduler,
        () -> {
          try (ChatServer server =
              ChatServer.start(answerer, scheduler, settings, Clock.systemUTC())) {
            out.printf("serving %s at %s/v1%n", settings.model(), server.url());
            out.flush();
            scheduler.run(answerer);
          }
        });
  }

  private AnswerScheduler scheduler() {
    try {
      return new AnswerScheduler(maxBatch, queue);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
    }
  }
}
