package org.docent.model.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.docent.model.data.Batch;
import org.docent.model.data.Golden;
import org.docent.model.golden.ParityCase;
import org.docent.model.golden.TestDevice;
import org.docent.model.vlm.VisionLanguageModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of transformers' generate() that make_generation.py wrote down, token for token. */
class GoldenAnswersTest {

  static Stream<String> names() {
    return ParityCase.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void answersWithAndWithoutBeamsEqualThoseOfTransformers(String name) {
    JsonNode answers = Golden.json("generation/" + name + ".json").get("answers");
    assertThat(answers).hasSizeGreaterThan(40);
    TestDevice.run(
        (program, manager) -> {
          ParityCase golden = new ParityCase(program, manager, name);
          try (VisionLanguageModel student = golden.model("student")) {
            var generator = new TokenGenerator(student, manager);
            for (JsonNode answer : answers) {
              Batch prompt = golden.batch(answer.get("sample").asInt());
              assertThat(tokens(generator, prompt, answer))
                  .as(answer::toString)
                  .isEqualTo(Golden.longs(answer.get("tokens")));
            }
          }
        });
  }

  private static long[] tokens(TokenGenerator generator, Batch prompt, JsonNode answer) {
    int beams = answer.get("beams").asInt();
    var greedy = GenerationSettings.greedy(answer.get("maxNewTokens").asInt());
    var settings =
        new GenerationSettings(Sampling.GREEDY, beams, greedy.maxNewTokens(), greedy.stops());
    Set<Long> ends = new TreeSet<>();
    LongStream.of(Golden.longs(answer.get("ends"))).forEach(ends::add);
    Predicate<long[]> stop = endsWith(Golden.longs(answer.get("stop")));
    try (SequenceCache cache = generator.open()) {
      long[] tokens =
          beams > 1
              ? generator.search(cache, prompt, settings, ends, stop)
              : single(generator, cache, prompt, settings, ends, stop);
      boolean ended = tokens.length > 0 && ends.contains(tokens[tokens.length - 1]);
      return ended ? Arrays.copyOf(tokens, tokens.length - 1) : tokens;
    }
  }

  private static long[] single(
      TokenGenerator generator,
      SequenceCache cache,
      Batch prompt,
      GenerationSettings settings,
      Set<Long> ends,
      Predicate<long[]> stop) {
    long[][] said = {new long[0]};
    generator.generate(
        cache,
        prompt,
        settings,
        token -> {
          said[0] = LongStream.concat(LongStream.of(said[0]), LongStream.of(token)).toArray();
          return !ends.contains(token) && !stop.test(said[0]);
        });
    return said[0];
  }

  private static Predicate<long[]> endsWith(long[] pair) {
    return tokens ->
        pair.length > 0
            && tokens.length >= pair.length
            && Arrays.equals(
                Arrays.copyOfRange(tokens, tokens.length - pair.length, tokens.length), pair);
  }
}
