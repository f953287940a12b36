package org.docent.coordinator.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.docent.model.data.ImageTensor;
import org.docent.model.storage.IoReason;
import org.docent.model.text.ImageToken;
import org.docent.model.train.Inspection.Inspected;
import org.docent.protocol.failure.DocentException;

/** The JSON of {@code docent inspect}: one object a sample, in order. */
final class InspectionJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private InspectionJson() {}

  static void write(Path file, List<Inspected> samples) {
    ObjectNode root = MAPPER.createObjectNode();
    ArrayNode array = root.putArray("samples");
    samples.forEach(sample -> describe(sample, array.addObject()));
    try {
      MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
    } catch (IOException e) {
      throw DocentException.stop(
          "--json %s cannot be written (%s)".formatted(file, IoReason.of(e)), e);
    }
  }

  private static void describe(Inspected inspected, ObjectNode node) {
    long[] ids = inspected.sample().inputIds();
    node.put("id", inspected.sample().id());
    node.set("input_ids", MAPPER.valueToTree(ids));
    node.set("labels", MAPPER.valueToTree(inspected.sample().labels()));
    node.put("length", inspected.layout().length());
    node.put("num_images", Arrays.stream(ids).filter(id -> id == ImageToken.ID).count());
    node.put("supervised", inspected.layout().supervised());
    node.put("image_start", inspected.layout().imageStart());
    ImageTensor image = inspected.sample().image();
    if (image != null) {
      node.putObject("pixels")
          .put("image", image.name())
          .put("rgb_sha256", image.rgbSha256())
          .put("sum", image.sum())
          .put("abs_sum", image.absSum());
    }
    ObjectNode losses = node.putObject("loss");
    inspected.losses().forEach((term, loss) -> losses.put(term.key(), loss));
    losses.put("total", inspected.total());
  }
}
