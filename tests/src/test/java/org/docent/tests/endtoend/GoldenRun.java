package org.docent.tests.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;

/**
 * The golden run, trained once by an undisturbed {@code docent train} for all tests that need it.
 */
record GoldenRun(Path configuration, RunFolder run, String printed) {

  private static final class Trained {
    static final GoldenRun RUN = train();
  }

  static GoldenRun undisturbed() {
    return Trained.RUN;
  }

  private static GoldenRun train() {
    try {
      Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "golden-run-");
      Path configuration = GoldenFixture.configuration(folder);
      String printed = DocentProcess.run(0, folder, "train", configuration.toString());
      return new GoldenRun(configuration, GoldenFixture.run(folder), printed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
