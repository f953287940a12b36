package org.docent.model.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.docent.model.compute.TorchProgram;
import org.docent.model.data.Batch;
import org.docent.model.data.SampleLayout;
import org.docent.model.vlm.ConnectorConfig;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.Qwen2Config;
import org.docent.model.vlm.SiglipConfig;
import org.docent.model.vlm.VisionLanguageModel;
import org.docent.model.vlm.VisualSelection;
import org.docent.model.vlm.VlmConfig;

/** One pair of tiny teacher and student with what PyTorch and transformers made of them. */
public final class GoldenCase {

  private static final int IMAGE_SIZE = 30;

  private final TorchProgram program;
  private final NDManager manager;
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();
  private final JsonNode numbers;

  /** Reads {@code golden/compute/NAME.npz} and its JSON into {@code manager}. */
  public GoldenCase(TorchProgram program, NDManager manager, String name) throws IOException {
    this.program = program;
    this.manager = manager;
    try (InputStream npz = resource(name + ".npz")) {
      for (NDArray array : NDList.decode(manager, npz)) {
        arrays.put(array.getName().replace('|', '/'), array);
      }
    }
    this.numbers = json(name);
  }

  /** A JSON resource beside the arrays. */
  public static JsonNode json(String name) throws IOException {
    try (InputStream json = resource(name + ".json")) {
      return new ObjectMapper().readTree(json);
    }
  }

  /** The numbers that are not arrays. */
  public JsonNode numbers() {
    return numbers;
  }

  public NDArray array(String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  /** Whether there is an array of that name. */
  public boolean has(String name) {
    return arrays.containsKey(name);
  }

  public VisionLanguageModel student() {
    return model("student");
  }

  public VisionLanguageModel teacher() {
    return model("teacher");
  }

  /** A fresh copy of a model's weights. */
  private VisionLanguageModel model(String who) {
    NDManager owner = manager.newSubManager();
    Map<Part, LinkedHashMap<String, NDArray>> weights = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      String folder = folderOf(part);
      String prefix = who + "/" + folder + "/";
      LinkedHashMap<String, NDArray> tensors = new LinkedHashMap<>();
      arrays.forEach(
          (name, array) -> {
            if (name.startsWith(prefix)) {
              NDArray copy = array.duplicate();
              copy.attach(owner);
              tensors.put(name.substring(prefix.length()), copy);
            }
          });
      weights.put(part, tensors);
    }
    return new VisionLanguageModel(program, owner, config(numbers.get(who)), weights);
  }

  private static String folderOf(Part part) {
    return switch (part) {
      case VISION_TOWER -> "vision";
      case CONNECTOR -> "connector";
      case LANGUAGE_MODEL -> "language";
    };
  }

  private static VlmConfig config(JsonNode s) {
    int d = s.get("d").asInt();
    return new VlmConfig(
        new SiglipConfig(
            12,
            16,
            3,
            s.get("vision_heads").asInt(),
            IMAGE_SIZE,
            s.get("patch").asInt(),
            s.get("vision_eps").asDouble()),
        new ConnectorConfig(12, d),
        new Qwen2Config(
            s.get("vocab").asInt(),
            d,
            2 * d,
            s.get("layers").asInt(),
            s.get("heads").asInt(),
            s.get("kv").asInt(),
            s.get("theta").asDouble(),
            s.get("eps").asDouble(),
            s.get("tied").asBoolean(),
            0,
            64),
        -2,
        s.get("first").asInt() == 1 ? VisualSelection.PATCH : VisualSelection.CLS_PATCH);
  }

  /** All four samples as one batch. */
  public Batch batch() {
    return batch(0, longs("lengths").length);
  }

  /** Samples from (inclusive) to (exclusive) as one batch, padded as the whole one is. */
  public Batch batch(int from, int to) {
    long[] lengths = longs("lengths");
    int length = (int) array("ids").getShape().get(1);
    int[] visuals = ints("visualRowsPerSample");
    int[] responses = ints("responseRowsPerSample");
    List<SampleLayout> samples = new ArrayList<>();
    for (int b = from; b < to; b++) {
      samples.add(
          new SampleLayout(
              b,
              "sample-" + b,
              (int) lengths[b],
              visuals[b] > 0 ? 0 : -1,
              visuals[b],
              responses[b]));
    }
    Range visual = Range.of(visuals, from, to);
    Range response = Range.of(responses, from, to);
    long shift = (long) from * length;
    return new Batch(
        samples,
        length,
        Arrays.copyOfRange(longs("ids"), from * length, to * length),
        visual.of(longs("visualRows"), shift),
        visual.of(longs("visualSources"), 0),
        Arrays.copyOfRange(visuals, from, to),
        response.of(longs("responseRows"), shift),
        response.of(longs("responseTargets"), 0),
        Arrays.copyOfRange(responses, from, to),
        3,
        IMAGE_SIZE,
        array("pixels").toFloatArray(),
        0,
        List.of());
  }

  /** One sample without padding. */
  public Batch prompt(int sample) {
    Batch padded = batch(sample, sample + 1);
    int length = padded.samples().get(0).length();
    return new Batch(
        padded.samples(),
        length,
        Arrays.copyOf(padded.tokenIdsBT(), length),
        padded.visualRows(),
        padded.visualSources(),
        padded.visualRowsPerSample(),
        padded.responseRows(),
        padded.responseTargets(),
        padded.responseRowsPerSample(),
        padded.images(),
        padded.imageSize(),
        padded.pixelsNCHW(),
        0,
        List.of());
  }

  /** Rows of the flattened batch that are not padding. */
  public long[] realRows() {
    long[] lengths = longs("lengths");
    long width = array("ids").getShape().get(1);
    var rows = LongStream.builder();
    for (int b = 0; b < lengths.length; b++) {
      for (long t = 0; t < lengths[b]; t++) {
        rows.add(b * width + t);
      }
    }
    return rows.build().toArray();
  }

  private long[] longs(String name) {
    return array(name).toLongArray();
  }

  private int[] ints(String name) {
    return Arrays.stream(longs(name)).mapToInt(i -> (int) i).toArray();
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(
        GoldenCase.class.getResourceAsStream("/golden/compute/" + name), name);
  }

  /** The rows of some neighbouring samples. */
  private record Range(int from, int to) {
    static Range of(int[] counts, int from, int to) {
      int start = Arrays.stream(counts, 0, from).sum();
      return new Range(start, start + Arrays.stream(counts, from, to).sum());
    }

    long[] of(long[] rows, long shift) {
      return Arrays.stream(rows, from, to).map(row -> row - shift).toArray();
    }
  }
}
