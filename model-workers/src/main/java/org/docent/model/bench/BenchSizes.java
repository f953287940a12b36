package org.docent.model.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.vlm.Qwen2Config;
import org.docent.model.vlm.SiglipConfig;
import org.docent.model.vlm.VisualSelection;
import org.docent.model.vlm.VlmConfig;
import org.docent.protocol.failure.DocentException;

/**
 * The sizes by name, from {@code sizes.json}: configurations with Hugging Face's keys, which other
 * implementations read too so that all measure the same shapes.
 */
public final class BenchSizes {

  private static final String RESOURCE = "sizes.json";
  private static final JsonNode SIZES = read();

  private BenchSizes() {}

  /** Every name, the smallest size first. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    SIZES.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /**
   * The size of that name.
   *
   * @throws DocentException listing the names when there is none
   */
  public static BenchSize byName(String name) {
    JsonNode size = SIZES.get(name);
    if (size == null) {
      throw DocentException.stop(
          "size is \"%s\", must be one of %s".formatted(name, String.join(", ", names())));
    }
    SiglipConfig vision = SiglipConfig.fromJson(size.path("vision"), RESOURCE);
    JsonNode text = size.path("text");
    return new BenchSize(
        name,
        joined(vision, size.path("teacher")),
        size.path("teacher_body").booleanValue(),
        joined(vision, size.path("student")),
        new TextShape(
            text.path("before").intValue(),
            text.path("after").intValue(),
            text.path("response").intValue()));
  }

  private static VlmConfig joined(SiglipConfig vision, JsonNode language) {
    return VlmConfig.join(vision, Qwen2Config.fromJson(language, RESOURCE), VisualSelection.PATCH);
  }

  private static JsonNode read() {
    try (InputStream in = BenchSizes.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from the class path");
      }
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
