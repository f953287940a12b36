package org.docent.tests.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.docent.model.weights.NamedTensor;
import org.docent.model.weights.SafetensorsFile;
import org.docent.model.weights.SafetensorsWriter;
import org.docent.model.weights.TensorSpec;
import org.docent.model.weights.WeightSource;

/** One thing wrong with the files of a run. */
@FunctionalInterface
public interface Damage {

  ObjectMapper JSON = new ObjectMapper();

  void to(DamagedRun run) throws IOException;

  static Damage none() {
    return run -> {};
  }

  static Damage without(String file) {
    return run -> Files.delete(run.file(file));
  }

  static Damage content(String file, String text) {
    return run -> Files.writeString(run.file(file), text);
  }

  /** The file ends {@code bytes} early. */
  static Damage cutOff(String file, int bytes) {
    return run -> {
      byte[] all = Files.readAllBytes(run.file(file));
      Files.write(run.file(file), Arrays.copyOf(all, all.length - bytes));
    };
  }

  /** One byte in the middle of the file is another. */
  static Damage flipped(String file) {
    return run -> flip(run.file(file));
  }

  static void flip(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    all[all.length / 2] ^= 0x55;
    Files.write(file, all);
  }

  /** A change of a JSON object, a config.json say. */
  static Damage object(String file, Consumer<ObjectNode> change) {
    return run -> {
      ObjectNode json = (ObjectNode) JSON.readTree(run.file(file).toFile());
      change.accept(json);
      JSON.writeValue(run.file(file).toFile(), json);
    };
  }

  /** A change of one record of a data file. */
  static Damage record(String file, int index, Consumer<ObjectNode> change) {
    return run -> {
      ArrayNode json = (ArrayNode) JSON.readTree(run.file(file).toFile());
      change.accept((ObjectNode) json.get(index));
      JSON.writeValue(run.file(file).toFile(), json);
    };
  }

  /** One tensor is another, zero, or not there at all. */
  static Damage tensor(
      String file, String name, Function<TensorSpec, Optional<TensorSpec>> change) {
    return run -> {
      Path changed = run.file(file + ".new");
      try (WeightSource source = SafetensorsFile.open(run.file(file))) {
        List<NamedTensor> tensors = new ArrayList<>();
        for (String each : source.names()) {
          if (!each.equals(name)) {
            tensors.add(NamedTensor.of(source, each));
            continue;
          }
          change
              .apply(source.spec(each))
              .ifPresent(
                  spec ->
                      tensors.add(
                          new NamedTensor(
                              spec, () -> ByteBuffer.allocateDirect((int) spec.byteCount()))));
        }
        SafetensorsWriter.write(changed, tensors, Map.of());
      }
      Files.move(changed, run.file(file), StandardCopyOption.REPLACE_EXISTING);
    };
  }
}
