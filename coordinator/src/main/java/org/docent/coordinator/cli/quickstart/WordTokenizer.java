package org.docent.coordinator.cli.quickstart;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.docent.model.storage.Disk;

/**
 * A word-level tokenizer in Hugging Face's {@code tokenizer.json} form. Text splits into an
 * optional space with letters, or one other character; each word is in the vocabulary with and
 * without its space, so one word is one token wherever it stands. As in byte-level tokenizers a
 * space that nothing follows is a token of its own and otherwise merges into the next word, which
 * the label rule of the chat templates counts on.
 */
public final class WordTokenizer {

  /** Ends an answer; id 0. */
  public static final String END = "<|endoftext|>";

  /** Stands for any word the quickstart does not know; id 1, never trained. */
  static final String UNKNOWN = "<unk>";

  private static final String PIECE = " ?[A-Za-z]+|[^A-Za-z]";
  private static final Pattern WORD = Pattern.compile("[A-Za-z]+");

  private WordTokenizer() {}

  /** Every token, its id being its place in the list. */
  public static List<String> vocabulary() {
    Set<String> tokens = new LinkedHashSet<>(List.of(END, UNKNOWN, "\n", " ", ":", "?", "."));
    for (String word : words()) {
      tokens.add(word);
      tokens.add(" " + word);
    }
    return List.copyOf(tokens);
  }

  /** Writes {@code tokenizer.json} and {@code tokenizer_config.json} into a folder. */
  public static void write(Path folder) {
    ObjectMapper mapper = new ObjectMapper();
    try {
      Files.createDirectories(folder);
      mapper
          .writerWithDefaultPrettyPrinter()
          .writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer(mapper));
      mapper
          .writerWithDefaultPrettyPrinter()
          .writeValue(folder.resolve("tokenizer_config.json").toFile(), configuration(mapper));
    } catch (IOException e) {
      throw Disk.failure("write the tokenizer into " + folder, folder, e);
    }
  }

  private static Set<String> words() {
    Set<String> words = new LinkedHashSet<>(List.of("USER", "ASSISTANT"));
    words.addAll(Scene.numbers());
    for (Shape shape : Shape.values()) {
      words.add(shape.singular());
      words.add(shape.plural());
    }
    words.add("on");
    List<String> texts = new ArrayList<>(List.of(Conversations.CAPTION_REQUEST));
    for (Question question : Question.values()) {
      texts.add(question.text());
      texts.addAll(question.answers());
    }
    for (String text : texts) {
      Matcher matcher = WORD.matcher(text);
      while (matcher.find()) {
        words.add(matcher.group());
      }
    }
    return words;
  }

  private static ObjectNode tokenizer(ObjectMapper mapper) {
    ObjectNode root = mapper.createObjectNode();
    root.put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    root.putArray("added_tokens")
        .add(specialToken(mapper, END, 0))
        .add(specialToken(mapper, UNKNOWN, 1));
    root.putNull("normalizer");
    ObjectNode split = root.putObject("pre_tokenizer");
    split.put("type", "Split").putObject("pattern").put("Regex", PIECE);
    split.put("behavior", "Isolated").put("invert", false);
    root.putNull("post_processor");
    root.putObject("decoder").put("type", "Fuse");
    ObjectNode model = root.putObject("model").put("type", "WordLevel");
    ObjectNode ids = model.putObject("vocab");
    int id = 0;
    for (String token : vocabulary()) {
      ids.put(token, id++);
    }
    model.put("unk_token", UNKNOWN);
    return root;
  }

  private static ObjectNode specialToken(ObjectMapper mapper, String token, int id) {
    ObjectNode node = mapper.createObjectNode().put("id", id).put("content", token);
    for (String flag : Arrays.asList("single_word", "lstrip", "rstrip", "normalized")) {
      node.put(flag, false);
    }
    return node.put("special", true);
  }

  private static ObjectNode configuration(ObjectMapper mapper) {
    return mapper
        .createObjectNode()
        .put("tokenizer_class", "PreTrainedTokenizerFast")
        .put("eos_token", END)
        .put("pad_token", END)
        .put("unk_token", UNKNOWN)
        .put("padding_side", "right")
        .put("clean_up_tokenization_spaces", false)
        .put("model_max_length", 256);
  }
}
