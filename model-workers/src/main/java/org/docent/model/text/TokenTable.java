package org.docent.model.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/** Which id each token has: a tokenizer.json's vocabulary and the tokens added to it. */
public final class TokenTable {

  private final NavigableMap<Integer, String> tokens = new TreeMap<>();
  private final Map<String, Integer> ids = new HashMap<>();

  private TokenTable() {}

  /**
   * Reads the table of a tokenizer.json.
   *
   * @throws DocentException when it cannot be read
   */
  public static TokenTable read(Path file) {
    try {
      JsonNode json = new ObjectMapper().readTree(file.toFile());
      TokenTable table = new TokenTable();
      json.at("/model/vocab")
          .properties()
          .forEach(entry -> table.add(entry.getKey(), entry.getValue().asInt()));
      json.path("added_tokens")
          .forEach(token -> table.add(token.path("content").asText(), token.path("id").asInt()));
      return table;
    } catch (IOException e) {
      throw DocentException.stop(
          "The tokenizer " + file + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }

  /**
   * The first token, by its id, that the other table does not have or has elsewhere; empty when
   * both are the same.
   *
   * @param mine what this table is called in the answer
   * @param theirs what the other is called
   */
  public Optional<String> difference(String mine, TokenTable other, String theirs) {
    Optional<Integer> first = firstUnlike(other);
    Optional<Integer> second = other.firstUnlike(this);
    if (first.isEmpty() && second.isEmpty()) {
      return Optional.empty();
    }
    boolean here = first.isPresent() && (second.isEmpty() || first.get() <= second.get());
    return Optional.of(
        here
            ? described(first.get(), mine, other, theirs)
            : other.described(second.orElseThrow(), theirs, this, mine));
  }

  /** Every token with its id, by id. */
  public void forEach(BiConsumer<Integer, String> each) {
    tokens.forEach(each);
  }

  private void add(String token, int id) {
    tokens.put(id, token);
    ids.put(token, id);
  }

  private Optional<Integer> firstUnlike(TokenTable other) {
    return tokens.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(other.tokens.get(entry.getKey())))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private String described(int id, String mine, TokenTable other, String theirs) {
    String token = String.valueOf(tokens.get(id));
    Integer elsewhere = other.ids.get(token);
    return "%s has token %s as %d and %s has it %s"
        .formatted(
            mine,
            TextNode.valueOf(token),
            id,
            theirs,
            elsewhere == null ? "not at all" : "as " + elsewhere);
  }
}
