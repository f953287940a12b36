package org.docent.model.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.docent.model.distill.Signal;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.signal.ElementType;
import org.docent.protocol.signal.PayloadLayout;
import org.docent.protocol.signal.SignalHeader;
import org.docent.protocol.signal.SignalSection;
import org.docent.protocol.signal.TensorSpec;

/** Micro-batches with the signals that a teacher would give, and a store's files. */
final class StoreFixture {

  static final StoreManifest MANIFEST =
      new StoreManifest(Map.of("teacher weights", "cafe1234", "data", "0123abcd"), "", "0.1.0");

  private static final String TEACHER = "cafe1234";

  private StoreFixture() {}

  static MicroBatchPlan plan(Integer... samples) {
    return new MicroBatchPlan(new MicroBatchId(0, samples[0], 0, 1), List.of(samples));
  }

  /** The same each time: floats that follow from the samples alone. */
  static Signal signal(MicroBatchPlan plan) {
    SplittableRandom values = new SplittableRandom(plan.samples().hashCode());
    int rows = plan.samples().get(0) % 5;
    List<TensorSpec> sections =
        List.of(new TensorSpec(SignalSection.RESPONSE_HIDDEN, ElementType.FLOAT32, rows, 3));
    int bytes = (int) PayloadLayout.bytes(sections);
    ByteBuffer payload = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (payload.hasRemaining()) {
      payload.putFloat((float) values.nextDouble());
    }
    SignalHeader header =
        new SignalHeader(plan.id(), plan.samples().hashCode(), TEACHER, "hidden", sections);
    return new Signal(header, payload.flip());
  }

  static void write(Path folder, String writer, MicroBatchPlan... plans) {
    try (SetWriter to = SetWriter.open(folder, writer, MANIFEST)) {
      for (MicroBatchPlan plan : plans) {
        to.append(plan.samples(), signal(plan));
      }
      to.force();
    }
  }

  static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path onlyFile(Path folder, String suffix) {
    List<Path> found =
        files(folder).stream().filter(file -> file.toString().endsWith(suffix)).toList();
    if (found.size() != 1) {
      throw new IllegalStateException(folder + " has not one file " + suffix + ": " + found);
    }
    return found.get(0);
  }
}
