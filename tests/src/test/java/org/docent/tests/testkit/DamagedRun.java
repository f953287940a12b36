package org.docent.tests.testkit;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.docent.coordinator.cli.Main;

/** A copy of the golden run's models and data that a test may damage, and commands on it. */
public record DamagedRun(Path path) {

  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "run");

  private static final String CONFIGURATION =
      """
      name = bad
      output-dir = "%1$s/out"
      teacher.model-path = "%1$s/teacher"
      student {
        vision-tower = "%1$s/vision"
        language-model = "%1$s/base"
        connector = "%1$s/connector.safetensors"
      }
      stage-defaults {
        image-folder = "%1$s/data/images"
        shuffle = false
        max-steps = 3
        per-device-train-batch-size = 2
        gradient-accumulation-steps = 2
        save-steps = 1
      }
      stage.dpt.data-path = "%1$s/data/pretrain.json"
      stage.sft.data-path = "%1$s/data/finetune.json"
      stage.dft.data-path = "%1$s/data/finetune.json"
      """;

  /** What a command did. */
  public record Outcome(int exit, String out, List<String> err) {}

  /** A whole copy in a new folder. */
  public static DamagedRun copyTo(Path folder) throws IOException {
    copy(GOLDEN, folder);
    DamagedRun run = new DamagedRun(folder);
    Files.writeString(run.configuration(), CONFIGURATION.formatted(folder));
    return run;
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  public Path configuration() {
    return file("run.conf.in");
  }

  /** The run directory the configuration names. */
  public Path output() {
    return file("out");
  }

  /** {@code docent COMMAND CONFIGURATION arguments…}. */
  public Outcome on(String command, String... arguments) {
    return docent(
        Stream.concat(Stream.of(command, configuration().toString()), Arrays.stream(arguments))
            .toArray(String[]::new));
  }

  /** {@code docent arguments…} in this process, with {@code $RUN} for this folder. */
  public Outcome docent(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] here =
        Arrays.stream(arguments)
            .map(argument -> argument.replace("$RUN", path.toString()))
            .toArray(String[]::new);
    int exit = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), here);
    return new Outcome(exit, out.toString(), err.toString().lines().toList());
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(from)) {
      tree.filter(file -> !file.startsWith(from.resolve("expected"))).forEach(files::add);
    }
    for (Path file : files) {
      Path target = to.resolve(from.relativize(file).toString());
      try {
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
