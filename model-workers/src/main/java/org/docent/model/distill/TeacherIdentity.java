package org.docent.model.distill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.docent.model.compute.TorchProgram;
import org.docent.model.storage.IoReason;
import org.docent.model.vlm.Precision;
import org.docent.model.vlm.VlmConfig;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.signal.SignalEncodings;
import org.docent.protocol.teacher.CodeVersion;
import org.docent.protocol.teacher.TeacherFacts;
import org.docent.protocol.teacher.TeacherFacts.HeldAs;
import org.docent.protocol.teacher.TeacherFacts.Preprocessing;
import org.jspecify.annotations.Nullable;

/** Says which teacher a model folder makes here. */
public final class TeacherIdentity {

  private TeacherIdentity() {}

  /** Everything that is known without reading a weight or having a device. */
  public static TeacherFacts withoutWeights(ModelSource source) {
    return facts(source, null, null);
  }

  /** All of it; reads every weight that runs. */
  public static TeacherFacts of(ModelSource source, Precision precision) {
    return facts(
        source, source.fingerprint(), new HeldAs(precision.frozen(), precision.products()));
  }

  private static TeacherFacts facts(
      ModelSource source, @Nullable String weights, @Nullable HeldAs precision) {
    VlmConfig config = source.config();
    return new TeacherFacts(
        weights,
        checksum(source.tokenizer()),
        new Preprocessing(
            config.vision().imageSize(),
            config.selection().tinyLlavaName(),
            config.runningVisionLayers(),
            config.visualTokens()),
        SignalEncodings.version(),
        CodeVersion.with(TorchProgram.checksum()),
        precision);
  }

  private static String checksum(Path tokenizer) {
    Path file = Files.isDirectory(tokenizer) ? tokenizer.resolve("tokenizer.json") : tokenizer;
    try {
      CRC32C crc = new CRC32C();
      crc.update(Files.readAllBytes(file));
      return "%08x".formatted(crc.getValue());
    } catch (IOException e) {
      throw DocentException.stop(
          "The tokenizer " + file + " cannot be read: " + IoReason.of(e) + ".", e);
    }
  }
}
