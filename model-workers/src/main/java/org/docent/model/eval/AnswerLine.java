package org.docent.model.eval;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;

/**
 * One line of an answers file: LLaVA's fields.
 *
 * @param text the answer
 * @param answerId 22 letters and digits, of the same form as the random ones of LLaVA's scripts
 * @param metadata empty, but where a benchmark's rule has changed the model's own words
 */
public record AnswerLine(
    QuestionId questionId,
    String prompt,
    String text,
    String answerId,
    String modelId,
    Map<String, String> metadata) {

  /** The alphabet of shortuuid: no letter or digit that looks like another. */
  private static final String ALPHABET =
      "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  private static final int ID_LENGTH = 22;

  public AnswerLine {
    metadata = Map.copyOf(metadata);
  }

  /** The answer to {@code question}; its id is a hash of all there is, so the same every time. */
  public static AnswerLine of(
      Question question, String text, String modelId, Map<String, String> metadata) {
    String id = hash(question.id().text(), question.recorded(), text, modelId);
    return new AnswerLine(question.id(), question.recorded(), text, id, modelId, metadata);
  }

  private static String hash(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
      }
      return inAlphabet(new BigInteger(1, Arrays.copyOf(digest.digest(), 16)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static String inAlphabet(BigInteger number) {
    BigInteger base = BigInteger.valueOf(ALPHABET.length());
    StringBuilder reversed = new StringBuilder(ID_LENGTH);
    BigInteger rest = number;
    while (reversed.length() < ID_LENGTH) {
      reversed.append(ALPHABET.charAt(rest.mod(base).intValue()));
      rest = rest.divide(base);
    }
    return reversed.reverse().toString();
  }
}
