package org.docent.coordinator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.concurrent.Callable;
import org.docent.model.generate.GenerationSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A conversation with a model in the terminal. */
@Command(
    name = "chat",
    description = {
      "Talks with a multimodal model about an image: a question a line, each asked with all that was said before.",
      "/image FILE begins a new conversation about another image, /clear one about the same; /exit or the end of input ends."
    })
final class ChatCommand implements Callable<Integer> {

  @Mixin private AnswererArguments arguments = new AnswererArguments();

  @Option(
      names = {"--image-file", "--image_file"},
      paramLabel = "FILE",
      description = "What it is about, as a file or an http(s) address.")
  private @Nullable String imageFile;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    GenerationSettings settings = arguments.settings();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    PrintWriter prompts =
        Boolean.getBoolean("docent.terminal")
            ? spec.commandLine().getErr()
            : new PrintWriter(Writer.nullWriter());
    arguments.withAnswerer(
        answerer -> {
          try (ChatSession session =
              new ChatSession(answerer, settings, spec.commandLine().getOut(), imageFile)) {
            session.talk(in, prompts);
          }
        });
    return 0;
  }
}
