package org.docent.model.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.docent.model.storage.Disk;
import org.docent.model.storage.DurableFile;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/** The files of a tokenizer, which go with a model unchanged. */
final class TokenizerFiles {

  private static final List<String> NAMES =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "chat_template.jinja",
          "generation_config.json");

  private final Path folder;

  TokenizerFiles(Path folderOrFile) {
    this.folder = Files.isDirectory(folderOrFile) ? folderOrFile : folderOrFile.resolveSibling("");
    if (!Files.isRegularFile(folder.resolve(NAMES.get(0)))) {
      throw DocentException.stop(
          folder.resolve(NAMES.get(0)) + ": there is no such file; a model goes with a tokenizer");
    }
  }

  void copyTo(Path target) {
    for (String name : NAMES) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          DurableFile.write(target.resolve(name), Files.readAllBytes(file));
        } catch (IOException e) {
          throw Disk.failure("read " + file, folder, e);
        }
      }
    }
  }

  /** Whether there is what tokenizers written in Python need; tokenizer.json serves the others. */
  boolean hasSlowFiles() {
    return Files.isRegularFile(folder.resolve("vocab.json"))
        && Files.isRegularFile(folder.resolve("merges.txt"));
  }

  /** The id of the added token {@code content}, if the tokenizer has it. */
  OptionalInt addedToken(String content) {
    Path file = folder.resolve(NAMES.get(0));
    try {
      for (JsonNode token : new ObjectMapper().readTree(file.toFile()).path("added_tokens")) {
        if (token.path("content").asText().equals(content)) {
          return OptionalInt.of(token.path("id").asInt());
        }
      }
      return OptionalInt.empty();
    } catch (IOException e) {
      throw DocentException.stop(file + ": cannot be read as JSON: " + IoReason.of(e), e);
    }
  }
}
