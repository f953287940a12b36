package org.docent.coordinator.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.docent.model.data.AddressPolicy;
import org.docent.model.data.EncodedImage;
import org.docent.model.data.ImageDownload;
import org.docent.model.generate.GenerationSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks a model one question about one image. */
@Command(
    name = "infer",
    description = "Asks a multimodal model one question and prints the answer as it comes.")
final class InferCommand implements Callable<Integer> {

  @Mixin private AnswererArguments arguments = new AnswererArguments();

  @Option(
      names = {"--image-file", "--image_file"},
      paramLabel = "FILE",
      description =
          "PNG, JPEG, WebP, GIF or BMP, as a file or an http(s) address; without it the question is about text alone.")
  private @Nullable String imageFile;

  @Option(
      names = {"--query"},
      required = true,
      paramLabel = "Q",
      description = "The question.")
  private String query = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    GenerationSettings settings = arguments.settings();
    if (query.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--query is empty, must be a question");
    }
    EncodedImage image =
        imageFile == null ? null : new ImageDownload(AddressPolicy.ANY).open(imageFile);
    PrintWriter out = spec.commandLine().getOut();
    arguments.withAnswerer(
        answerer -> {
          answerer.answer(query, image, settings, piece -> print(out, piece));
          out.println();
        });
    return 0;
  }

  private static void print(PrintWriter out, String piece) {
    out.print(piece);
    out.flush();
  }
}
