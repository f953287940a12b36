package org.docent.model.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.docent.protocol.failure.DocentException;

/**
 * The tokenizer of a model folder's {@code tokenizer.json}. Encodes as {@code
 * tokenizer(text).input_ids} does in transformers: special tokens in the text become their ids,
 * nothing is padded or cut. Safe for use by several threads.
 */
public final class TextTokenizer implements AutoCloseable {

  private static final String END_OF_TEXT = "<|endoftext|>";

  private static final Map<String, String> AS_IN_TRANSFORMERS =
      Map.of("addSpecialTokens", "true", "truncation", "false", "padding", "false");

  private final Path file;
  private final HuggingFaceTokenizer tokenizer;
  private final TokenizerFiles files;

  private TextTokenizer(Path file, HuggingFaceTokenizer tokenizer, TokenizerFiles files) {
    this.file = file;
    this.tokenizer = tokenizer;
    this.files = files;
  }

  /** Opens {@code tokenizer.json}, given itself or its folder. */
  public static TextTokenizer open(Path fileOrFolder) {
    Path file =
        Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve("tokenizer.json") : fileOrFolder;
    if (!Files.isRegularFile(file)) {
      throw DocentException.stop(
          "There is no tokenizer " + file + "; a model folder needs its tokenizer.json.");
    }
    TokenizerFiles files = TokenizerFiles.read(file);
    TextTokenizer opened = new TextTokenizer(file, load(file), files);
    if (opened.encode("").length > 0) {
      opened.close();
      throw DocentException.stop(
          "The tokenizer "
              + file
              + " adds tokens of its own to every text; Docent's templates need one that adds"
              + " none, like Qwen's.");
    }
    return opened;
  }

  private static HuggingFaceTokenizer load(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return HuggingFaceTokenizer.newInstance(in, AS_IN_TRANSFORMERS);
    } catch (IOException | RuntimeException e) {
      throw DocentException.stop(
          "The tokenizer " + file + " cannot be loaded: " + e.getMessage() + ".", e);
    }
  }

  /** The token ids of {@code text}. */
  public long[] encode(String text) {
    return tokenizer.encode(text, true, false).getIds();
  }

  /** The text of {@code ids}, special tokens included. */
  public String decode(long... ids) {
    return tokenizer.decode(ids, false);
  }

  /** The text of {@code ids} without special tokens. */
  public String decodePlain(long... ids) {
    return tokenizer.decode(ids, true);
  }

  /** The id of {@code token}, which must be one token of this vocabulary. */
  public long idOf(String token) {
    long[] ids = encode(token);
    if (ids.length != 1) {
      throw DocentException.stop(
          "The tokenizer "
              + file
              + " has no single token \""
              + token
              + "\" (it gives "
              + Arrays.toString(ids)
              + "); choose the conv-version that fits the model, or the model's own tokenizer.");
    }
    return ids[0];
  }

  /** One more than the largest token id; the model's embedding needs at least as many rows. */
  public int vocabSize() {
    return Math.toIntExact(files.largestId() + 1);
  }

  /** The end token the folder names, {@code <|endoftext|>} where it names none. */
  public long eos() {
    return idOf(files.eos().orElse(END_OF_TEXT));
  }

  /** The padding token the folder names, the end token where it names none. */
  public long pad() {
    return files.pad().isPresent() ? idOf(files.pad().get()) : eos();
  }

  /** The file it was read from, for messages. */
  public Path file() {
    return file;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
