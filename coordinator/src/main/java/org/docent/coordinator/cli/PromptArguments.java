package org.docent.coordinator.cli;

import org.docent.model.data.AspectRatio;
import org.docent.model.text.ChatTemplate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How words and image become what the model was trained with. */
final class PromptArguments {

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

  ChatTemplate template() {
    ChatTemplate named = ChatTemplate.byKey(conversation);
    return systemMessage == null ? named : named.withSystem(systemMessage);
  }

  AspectRatio aspect() {
    return AspectRatio.byKey(aspectRatio);
  }
}
