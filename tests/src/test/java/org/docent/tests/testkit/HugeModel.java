package org.docent.tests.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.docent.model.vlm.Part;
import org.docent.model.vlm.Qwen2Config;
import org.docent.model.vlm.SiglipConfig;
import org.docent.model.vlm.VisualSelection;
import org.docent.model.vlm.VlmConfig;
import org.docent.model.weights.ModelLayout;
import org.docent.model.weights.PartTensor;

/**
 * A multimodal model of 1.4e12 parameters that is whole in every respect and takes no room: its
 * weights are a hole in a file.
 */
public final class HugeModel {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BFLOAT16_BYTES = 2;

  /** Its vision tower and vocabulary are those of the golden run's models. */
  private static final VlmConfig CONFIG =
      VlmConfig.join(
          new SiglipConfig(32, 48, 3, 2, 42, 14, 1e-6),
          new Qwen2Config(312, 8192, 131072, 400, 64, 64, 1e6, 1e-6, false, 297, 2048),
          VisualSelection.PATCH);

  private HugeModel() {}

  /** Writes it into a new folder, with the tokenizer at {@code tokenizer}. */
  public static Path write(Path folder, Path tokenizer) throws IOException {
    Files.createDirectories(folder);
    Files.copy(tokenizer, folder.resolve("tokenizer.json"));
    ObjectNode json = JSON.createObjectNode().put("model_type", "tinyllava");
    json.set("vision_config", CONFIG.vision().toJson());
    json.set("text_config", CONFIG.language().toJson());
    JSON.writeValue(folder.resolve("config.json").toFile(), json);
    writeHole(folder.resolve("model.safetensors"));
    return folder;
  }

  private static void writeHole(Path file) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    long end = 0;
    for (Part part : Part.values()) {
      for (Map.Entry<String, long[]> each : CONFIG.parameterShapes(part).entrySet()) {
        String name = ModelLayout.TINYLLAVA.storedName(new PartTensor(part, each.getKey()));
        long bytes = BFLOAT16_BYTES * Arrays.stream(each.getValue()).reduce(1, (a, b) -> a * b);
        ObjectNode entry = header.putObject(name).put("dtype", "BF16");
        entry.set("shape", JSON.valueToTree(each.getValue()));
        entry.putArray("data_offsets").add(end).add(end + bytes);
        end += bytes;
      }
    }
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(length.putLong(text.length).array());
      out.write(text);
      out.setLength(out.length() + end);
    }
  }
}
