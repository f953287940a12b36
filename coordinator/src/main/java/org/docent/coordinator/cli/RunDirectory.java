package org.docent.coordinator.cli;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.manifest.Timeline;
import org.docent.coordinator.run.MetricsLog;
import org.docent.model.checkpoint.CheckpointStore;
import org.docent.model.checkpoint.RunManifest;
import org.docent.model.storage.DurableFile;
import org.docent.model.storage.IoReason;
import org.docent.model.train.DistilledStudent;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;

/**
 * A run on disk: {@code run.conf} (the resolved configuration), {@code events.jsonl}, and of its
 * student {@code metrics.jsonl}, {@code checkpoint-N} and {@code model}. Where there are several,
 * each has a folder of its own for these.
 */
record RunDirectory(Path path) {

  static final String CONFIGURATION = "run.conf";

  /** The final model's folder. */
  static final String MODEL = DistilledStudent.MODEL_FOLDER;

  static RunDirectory of(RunSettings run) {
    return new RunDirectory(run.outputDir());
  }

  /**
   * Makes the directory of a new run.
   *
   * @throws DocentException when there is a run already that took a step
   */
  static RunDirectory create(LoadedRun run) {
    RunDirectory directory = of(run.settings());
    Path configuration = directory.path.resolve(CONFIGURATION);
    boolean begun =
        run.settings().alone().stream().anyMatch(student -> RunDirectory.of(student).hasBegun());
    if (Files.exists(configuration) && begun) {
      throw DocentException.stop(
          "%s holds a run already: go on with it by docent resume %s, or choose another output-dir"
              .formatted(directory.path, directory.path));
    }
    try {
      for (RunSettings student : run.settings().alone()) {
        Files.createDirectories(student.outputDir());
      }
    } catch (IOException e) {
      throw DocentException.stop(
          "output-dir %s cannot be made (%s); choose another"
              .formatted(directory.path, IoReason.of(e)),
          e);
    }
    DurableFile.write(configuration, run.resolvedText().getBytes(StandardCharsets.UTF_8));
    return directory;
  }

  /** A run whose directory was moved or copied goes on where it is now. */
  private LoadedRun moved(String text) {
    String here = text + "\noutput-dir = " + ConfigUtil.quoteString(path.toString()) + "\n";
    return new LoadedRun(SettingsLoader.parse(here), here);
  }

  /** Whether anything would be lost by beginning anew. */
  private boolean hasBegun() {
    Path metrics = path.resolve(MetricsLog.FILE);
    try {
      return !checkpoints().isEmpty() || (Files.exists(metrics) && Files.size(metrics) > 0);
    } catch (IOException e) {
      throw DocentException.stop("%s cannot be read: %s".formatted(metrics, IoReason.of(e)), e);
    }
  }

  /** The configuration of the run that is there. */
  LoadedRun load() {
    Path configuration = path.resolve(CONFIGURATION);
    if (!Files.isRegularFile(configuration)) {
      throw DocentException.stop(
          "%s is no run directory: it has no %s; give the output-dir of a run"
              .formatted(path, CONFIGURATION));
    }
    try {
      String text = Files.readString(configuration);
      RunSettings asWritten = SettingsLoader.parse(text, configuration.toString());
      return asWritten.outputDir().equals(path) ? new LoadedRun(asWritten, text) : moved(text);
    } catch (IOException e) {
      throw DocentException.stop(
          "%s cannot be read (%s)".formatted(configuration, IoReason.of(e)), e);
    }
  }

  /** A person has the run go on: how it or a student of it ended before is forgotten. */
  void goesOn(LoadedRun run) {
    OutcomeFile.remove(path);
    for (RunSettings alone : run.settings().alone()) {
      if (OutcomeFile.finished(alone.outputDir()).isEmpty()) {
        OutcomeFile.remove(alone.outputDir());
      }
    }
  }

  /** Where the run goes on: after its newest whole checkpoint. */
  Cursor cursor(Timeline timeline) {
    return cursor(timeline, (checkpoint, reason) -> {});
  }

  /** The same; {@code listener} hears of checkpoints that are damaged. */
  Cursor cursor(Timeline timeline, CheckpointStore.DamageListener listener) {
    return new CheckpointStore(path)
        .latest(listener)
        .map(folder -> Cursor.of(RunManifest.read(folder), timeline, folder.toString()))
        .orElse(Cursor.BEGINNING);
  }

  /** The newest checkpoint with which a stage ended; empty when it has not. */
  Optional<Path> stageEnd(RunSettings run, int stage) {
    if (stage < 0) {
      return Optional.empty();
    }
    String name = run.stage(stage).name();
    return checkpoints().stream()
        .filter(folder -> DistilledStudent.endsStage(folder, name))
        .max(Comparator.comparingInt(folder -> RunManifest.read(folder).globalStep()));
  }

  private List<Path> checkpoints() {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("checkpoint-\\d+"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw DocentException.stop("%s cannot be read (%s)".formatted(path, IoReason.of(e)), e);
    }
  }
}
