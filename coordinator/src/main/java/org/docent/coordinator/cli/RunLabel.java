package org.docent.coordinator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/** What tells one run from another for a person and for nodes: a checksum of its configuration. */
final class RunLabel {

  private RunLabel() {}

  /** The label of the run in that directory. */
  static String of(Path runDirectory) {
    Path configuration = runDirectory.resolve(RunDirectory.CONFIGURATION);
    CRC32C sum = new CRC32C();
    try {
      if (Files.exists(configuration)) {
        sum.update(Files.readAllBytes(configuration));
      }
    } catch (IOException e) {
      throw DocentException.stop(
          "%s cannot be read (%s)".formatted(configuration, IoReason.of(e)), e);
    }
    return runDirectory.getFileName() + "-" + HexFormat.of().toHexDigits((int) sum.getValue());
  }
}
