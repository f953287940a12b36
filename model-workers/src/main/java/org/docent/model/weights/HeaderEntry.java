package org.docent.model.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import org.docent.protocol.failure.DocentException;

/** What the header of a safetensors file says of one tensor. */
record HeaderEntry(Path file, String name, JsonNode json) {

  /** Checks the entry by itself; where its neighbours lie is not its affair. */
  StoredTensor read(long dataBegin, long fileBytes) {
    TensorSpec spec = spec();
    long[] offsets = numbers("data_offsets");
    if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]) {
      throw fault(
          "has data_offsets %s; they must be [begin, end] with 0 <= begin <= end"
              .formatted(Arrays.toString(offsets)));
    }
    if (offsets[1] - offsets[0] != spec.byteCount()) {
      throw fault(
          "has data_offsets %s, which is %d bytes, but %s%s needs %d"
              .formatted(
                  Arrays.toString(offsets),
                  offsets[1] - offsets[0],
                  spec.type(),
                  Arrays.toString(spec.shape()),
                  spec.byteCount()));
    }
    if (offsets[1] > fileBytes - dataBegin) {
      throw fault(
          "is cut off: it ends at data byte %d and the file has %d; copy it again"
              .formatted(offsets[1], fileBytes - dataBegin));
    }
    return new StoredTensor(spec, dataBegin + offsets[0]);
  }

  private TensorSpec spec() {
    String dtype = json.path("dtype").asText();
    ElementType type =
        ElementType.byName(dtype)
            .orElseThrow(
                () ->
                    fault(
                        "has dtype '%s'; known are %s"
                            .formatted(dtype, Arrays.toString(ElementType.values()))));
    try {
      return new TensorSpec(name, type, numbers("shape"));
    } catch (IllegalArgumentException e) {
      throw fault("is impossible: " + e.getMessage());
    }
  }

  private long[] numbers(String key) {
    JsonNode list = json.path(key);
    if (!list.isArray()) {
      throw fault("has no list '" + key + "'");
    }
    long[] numbers = new long[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = list.path(i);
      if (!number.isIntegralNumber() || !number.canConvertToLong()) {
        throw fault("has %s %s; whole numbers are needed".formatted(key, list));
      }
      numbers[i] = number.longValue();
    }
    return numbers;
  }

  private DocentException fault(String rule) {
    return DocentException.stop("%s: tensor '%s' %s".formatted(file, name, rule));
  }
}
