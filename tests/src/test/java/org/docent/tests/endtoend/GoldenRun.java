package org.docent.tests.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.docent.tests.testkit.DocentProcess;
import org.docent.tests.testkit.GoldenFixture;
import org.docent.tests.testkit.RunFolder;

/**
 * The golden run, trained once by an undisturbed {@code docent train} for all tests that need it;
 * and the same with a student whose connector is drawn afresh.
 */
record GoldenRun(Path configuration, RunFolder run, String printed) {

  /** Samples of each stage's data. */
  static final Map<String, Integer> SAMPLES = Map.of("dpt", 11, "sft", 13, "dft", 13);

  private static final class Trained {
    static final GoldenRun RUN = train();
  }

  /** Settings of the other student. */
  private static final List<String> FRESH = List.of("student.seed=99", "student.connector=null");

  private static final class TrainedAfresh {
    static final GoldenRun RUN = train(FRESH.toArray(String[]::new));
  }

  static GoldenRun afresh() {
    return TrainedAfresh.RUN;
  }

  static GoldenRun undisturbed() {
    return Trained.RUN;
  }

  private static GoldenRun train(String... settings) {
    try {
      Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "golden-run-");
      Path configuration = GoldenFixture.configuration(folder);
      List<String> arguments = new ArrayList<>(List.of("train", configuration.toString()));
      arguments.addAll(List.of(settings));
      String printed = DocentProcess.run(0, folder, arguments.toArray(String[]::new));
      return new GoldenRun(configuration, GoldenFixture.run(folder), printed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
