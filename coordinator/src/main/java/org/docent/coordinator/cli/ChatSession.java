package org.docent.coordinator.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.docent.model.data.AddressPolicy;
import org.docent.model.data.EncodedImage;
import org.docent.model.data.ImageDownload;
import org.docent.model.generate.Answerer;
import org.docent.model.generate.Conversation;
import org.docent.model.generate.GenerationSettings;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * Lines in, answers out. What cannot be done is said and leaves the conversation as it was. Used on
 * the device's thread.
 */
final class ChatSession implements AutoCloseable {

  private static final String COMMANDS =
      "/image FILE talks about another image, /clear begins anew, /exit ends";

  private final Answerer answerer;
  private final GenerationSettings settings;
  private final PrintWriter out;
  private @Nullable EncodedImage image;
  private Conversation conversation;

  /** Begins a conversation about an image, a file or an address, or about none. */
  ChatSession(
      Answerer answerer,
      GenerationSettings settings,
      PrintWriter out,
      @Nullable String fileOrAddress) {
    this.answerer = answerer;
    this.settings = settings;
    this.out = out;
    this.image = fileOrAddress == null ? null : opened(fileOrAddress);
    this.conversation = answerer.converse(image);
  }

  /**
   * Answers each line until one says to end, or until there are no more.
   *
   * @param prompts tells who sits at a terminal that it is their turn
   */
  void talk(BufferedReader in, PrintWriter prompts) {
    prompts.println(COMMANDS);
    for (String line = next(in, prompts); line != null; line = next(in, prompts)) {
      String said = line.strip();
      if (said.equals("/exit")) {
        return;
      }
      try {
        answer(said);
      } catch (DocentException e) {
        out.println(e.getMessage());
      }
      out.flush();
    }
  }

  private static @Nullable String next(BufferedReader in, PrintWriter prompts) {
    prompts.print("> ");
    prompts.flush();
    try {
      return in.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(String said) {
    if (said.equals("/clear")) {
      begin(image);
    } else if (said.startsWith("/image ")) {
      begin(opened(said.substring("/image ".length()).strip()));
    } else if (said.startsWith("/")) {
      out.println(said + " is no command: " + COMMANDS);
    } else if (!said.isEmpty()) {
      conversation.ask(said, settings, this::print);
      out.println();
    }
  }

  /** The old conversation stays where the new image cannot be read. */
  private void begin(@Nullable EncodedImage about) {
    Conversation begun = answerer.converse(about);
    conversation.close();
    conversation = begun;
    image = about;
  }

  private static EncodedImage opened(String fileOrAddress) {
    return new ImageDownload(AddressPolicy.ANY).open(fileOrAddress);
  }

  private void print(String piece) {
    out.print(piece);
    out.flush();
  }

  @Override
  public void close() {
    conversation.close();
  }
}
