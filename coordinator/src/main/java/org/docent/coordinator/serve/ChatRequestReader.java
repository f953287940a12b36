package org.docent.coordinator.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.docent.model.generate.GenerationSettings;
import org.docent.model.generate.Sampling;

/**
 * Reads chat-completion requests. What would change the answer and cannot be done here is refused;
 * what cannot change it is passed over. Safe for use by several threads.
 */
final class ChatRequestReader {

  private static final int MOST_STOPS = 4;
  private static final int MOST_DEPTH = 64;

  /** Say who asks, or what to do beside answering. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "user",
          "metadata",
          "store",
          "service_tier",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "parallel_tool_calls");

  private static final Set<String> READ =
      Set.of(
          "model",
          "messages",
          "temperature",
          "top_p",
          "max_tokens",
          "max_completion_tokens",
          "stop",
          "seed",
          "stream",
          "stream_options");

  private final ObjectMapper mapper;
  private final String model;
  private final GenerationSettings defaults;
  private final NeutralFields neutral = new NeutralFields();
  private final Set<String> known = new TreeSet<>(READ);
  private final AtomicLong drawn = new AtomicLong();

  ChatRequestReader(ServeSettings settings) {
    this.model = settings.model();
    this.defaults = settings.defaults();
    this.mapper =
        new ObjectMapper(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_DEPTH)
                            .maxStringLength(Math.toIntExact(settings.limits().bodyBytes()))
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    known.addAll(WITHOUT_EFFECT);
    known.addAll(neutral.names());
  }

  /**
   * Reads a request's body.
   *
   * @throws ApiError when it cannot be answered
   */
  ChatRequest read(byte[] body) {
    Fields fields = new Fields(parsed(body), "");
    String asked = fields.text("model");
    if (!asked.equals(model)) {
      throw ApiError.noModel(asked, model);
    }
    fields.requireKnown(known);
    neutral.require(fields);
    boolean stream = fields.flag("stream");
    return new ChatRequest(
        ChatMessages.of(fields.required("messages")),
        settings(fields),
        stream,
        includesUsage(fields, stream));
  }

  private JsonNode parsed(byte[] body) {
    try {
      return mapper.readTree(body);
    } catch (JsonProcessingException e) {
      throw ApiError.request(
          400,
          "invalid_json",
          "The body is no JSON object: %s at byte %d."
              .formatted(
                  ApiError.shown(e.getOriginalMessage()),
                  e.getLocation() == null ? 0 : e.getLocation().getByteOffset()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // from memory, and of nothing but its syntax
    }
  }

  private GenerationSettings settings(Fields fields) {
    Sampling sampling = defaults.sampling();
    return new GenerationSettings(
        new Sampling(
            fields.number("temperature", 0, 2).orElse(sampling.temperature()),
            fields.number("top_p", 0, 1).orElse(sampling.topP()),
            fields
                .integer("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                .orElseGet(() -> sampling.seed() + drawn.getAndIncrement())),
        1,
        maxNewTokens(fields),
        stops(fields));
  }

  private int maxNewTokens(Fields fields) {
    int most = defaults.maxNewTokens();
    Optional<Long> old = fields.integer("max_tokens", 1, most);
    Optional<Long> now = fields.integer("max_completion_tokens", 1, most);
    if (old.isPresent() && now.isPresent() && !old.equals(now)) {
      throw ApiError.field(
          "max_tokens",
          "max_tokens is %d and max_completion_tokens %d; give one of them."
              .formatted(old.get(), now.get()));
    }
    return now.or(() -> old).orElse((long) most).intValue();
  }

  private List<String> stops(Fields fields) {
    List<String> stops = new ArrayList<>(defaults.stops());
    fields.get("stop").ifPresent(value -> addStops(value, stops));
    return stops;
  }

  private static void addStops(JsonNode value, List<String> stops) {
    if (value.isTextual()) {
      stops.add(stop(value, "stop"));
      return;
    }
    if (!value.isArray() || value.size() > MOST_STOPS) {
      throw Fields.wrong("stop", value, "a string or a list of at most " + MOST_STOPS);
    }
    for (int i = 0; i < value.size(); i++) {
      stops.add(stop(value.get(i), "stop[" + i + "]"));
    }
  }

  private static String stop(JsonNode value, String path) {
    String stop = Fields.text(value, path);
    if (stop.isEmpty()) {
      throw Fields.wrong(path, value, "a text of at least one character");
    }
    return stop;
  }

  private static boolean includesUsage(Fields fields, boolean stream) {
    Optional<JsonNode> value = fields.get("stream_options");
    if (value.isEmpty()) {
      return false;
    }
    if (!stream) {
      throw ApiError.field(
          "stream_options", "stream_options is given without stream; set stream to true.");
    }
    Fields options = new Fields(value.get(), "stream_options");
    options.requireKnown(Set.of("include_usage", "include_obfuscation"));
    return options.flag("include_usage");
  }
}
