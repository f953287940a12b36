package org.docent.coordinator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.docent.coordinator.run.RunObserver;
import org.docent.coordinator.run.RunOutcome;
import org.docent.coordinator.term.Term;
import org.docent.model.storage.Disk;
import org.docent.model.storage.IoReason;
import org.docent.model.weights.Safetensors;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code outcome.json}: how a run ended, and in the folder of each of several students how its part
 * did. A coordinator that finds it has nothing more to do; one that is begun by a person removes
 * it.
 */
final class OutcomeFile implements RunObserver {

  static final String FILE = "outcome.json";

  private static final Logger log = LoggerFactory.getLogger(OutcomeFile.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int TRIES = 30;

  private final Path runDirectory;
  private final Map<StudentId, Path> folders;
  private final Term term;

  /**
   * @param folders each student's
   */
  OutcomeFile(Path runDirectory, Map<StudentId, Path> folders, Term term) {
    this.runDirectory = runDirectory;
    this.folders = Map.copyOf(folders);
    this.term = term;
  }

  /**
   * How a run ended; empty for one that has not.
   *
   * @throws DocentException when the file says something else
   */
  static Optional<RunOutcome> read(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(MAPPER.readTree(file.toFile()), directory));
    } catch (IOException | IllegalArgumentException e) {
      throw DocentException.stop(
          "%s is damaged (%s): remove it to go on with the run".formatted(file, e.getMessage()), e);
    }
  }

  /** The models of a run that is finished and still has them; empty for any other. */
  static Optional<RunOutcome.Finished> finished(Path directory) {
    return read(directory)
        .filter(RunOutcome.Finished.class::isInstance)
        .map(RunOutcome.Finished.class::cast)
        .filter(
            done -> done.modelDirectories().stream().map(Path::of).allMatch(Safetensors::inside));
  }

  private static RunOutcome parse(JsonNode json, Path directory) {
    String how = json.path("outcome").asText();
    return switch (how) {
      case "finished" -> {
        List<String> models = new ArrayList<>();
        json.path("models")
            .forEach(model -> models.add(directory.resolve(model.asText()).toString()));
        yield new RunOutcome.Finished(models);
      }
      case "stopped" -> new RunOutcome.Stopped(json.path("reason").asText());
      case "failed" -> new RunOutcome.Failed(json.path("message").asText());
      default -> throw new IllegalArgumentException("outcome is \"" + how + "\"");
    };
  }

  /** The run goes on. */
  static void remove(Path directory) {
    try {
      Files.deleteIfExists(directory.resolve(FILE));
    } catch (IOException e) {
      throw DocentException.stop(
          "%s cannot be removed (%s)".formatted(directory.resolve(FILE), IoReason.of(e)), e);
    }
  }

  @Override
  public CompletionStage<?> keep(@Nullable StudentId student, RunOutcome outcome) {
    Path folder = student == null ? runDirectory : folders.getOrDefault(student, runDirectory);
    CompletableFuture<Boolean> kept = new CompletableFuture<>();
    ForkJoinPool.commonPool().execute(() -> write(folder, outcome, TRIES, kept));
    return kept;
  }

  private void write(Path folder, RunOutcome outcome, int tries, CompletableFuture<Boolean> kept) {
    Path file = folder.resolve(FILE);
    try {
      Path draft = term.draft(folder.getFileName() + "-" + FILE);
      Files.write(draft, text(outcome, folder));
      Disk.forceFile(draft);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Disk.forceFolder(folder);
      kept.complete(true);
    } catch (IOException e) {
      boolean again = tries > 1 && term.holds();
      if (again) {
        log.error("{} cannot be written ({}) and is tried again", file, IoReason.of(e));
        Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
        later.execute(() -> write(folder, outcome, tries - 1, kept));
      } else {
        log.warn("{} was not written: a standby does not know of the run's end", file);
        kept.complete(true);
      }
    }
  }

  /** Models are named within the folder, so that a run that was moved or copied has its own. */
  private static byte[] text(RunOutcome outcome, Path folder) throws JsonProcessingException {
    ObjectNode json = MAPPER.createObjectNode();
    if (outcome instanceof RunOutcome.Finished finished) {
      json.put("outcome", "finished");
      ArrayNode models = json.putArray("models");
      finished.modelDirectories().forEach(model -> models.add(within(folder, Path.of(model))));
    } else if (outcome instanceof RunOutcome.Stopped stopped) {
      json.put("outcome", "stopped").put("reason", stopped.reason());
    } else if (outcome instanceof RunOutcome.Failed failed) {
      json.put("outcome", "failed").put("message", failed.message());
    }
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }

  private static String within(Path folder, Path model) {
    return (model.startsWith(folder) ? folder.relativize(model) : model).toString();
  }
}
