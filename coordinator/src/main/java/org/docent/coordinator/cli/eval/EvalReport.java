package org.docent.coordinator.cli.eval;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.ScoreCard;
import org.docent.model.eval.benchmark.Benchmarks;
import org.docent.model.eval.file.JsonEntry;
import org.docent.model.eval.file.JsonFile;
import org.docent.model.eval.report.MainTable;
import org.docent.model.eval.report.PublishedRows;
import org.docent.model.eval.report.TableRow;
import org.docent.model.storage.Disk;
import org.docent.model.storage.DurableFile;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * The paper's main table with a row for each folder of results. In a benchmark's folder {@code
 * results.json} is what was marked here and {@code server.json}, a {@link ScoreCard} written by
 * hand, what a server found out; the server's word wins.
 */
public final class EvalReport {

  private static final String SERVER = "server.json";

  private static final String HEAD =
      """
      # Benchmarks

      Of a hundred; MME is perception / 20, MMB and MMB-CN circular accuracy, POPE the mean F1 of its three splits. Avg7
      leaves out VQAv2, POPE and MMMU. Published rows are those of the paper's main table; measured ones are our own. A cell
      is empty where nothing was measured, a mean where one of its cells is.

      """;

  private final List<Path> folders;
  private final List<String> notes = new ArrayList<>();

  public EvalReport(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /**
   * Makes the table.
   *
   * @param file null for {@code out}
   * @return the exit code
   * @throws DocentException naming a folder that has no results, or a file that cannot be used
   */
  public int write(@Nullable Path file, PrintWriter out) {
    String table = markdown();
    if (file == null) {
      out.print(table);
      out.flush();
      return 0;
    }
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw Disk.failure("write " + file, file, e);
    }
    DurableFile.write(file, table.getBytes(StandardCharsets.UTF_8));
    out.printf("the table is in %s%n", file);
    out.flush();
    return 0;
  }

  private String markdown() {
    List<TableRow> rows = new ArrayList<>(PublishedRows.read());
    folders.forEach(folder -> rows.add(row(folder)));
    String text = HEAD + MainTable.markdown(rows);
    return notes.isEmpty() ? text : text + "\n" + String.join("\n", notes) + "\n";
  }

  private TableRow row(Path folder) {
    List<ScoreCard> cards = new ArrayList<>();
    TreeSet<String> models = new TreeSet<>();
    TreeSet<String> languageModels = new TreeSet<>();
    int found = 0;
    for (Benchmark benchmark : Benchmarks.all()) {
      Optional<JsonEntry> results = results(folder.resolve(benchmark.name()), benchmark.name());
      if (results.isEmpty()) {
        continue;
      }
      found++;
      JsonEntry entry = results.get();
      ScoreCard card = ScoreCard.read(entry.file());
      models.add(card.modelId());
      languageModels.add(entry.json().path("language_model").asText());
      if (whole(entry, card)) {
        cards.add(card);
      }
    }
    if (found == 0) {
      throw DocentException.stop(
          "%s has no results: it must be an --output of docent eval, with files like pope/%s."
              .formatted(folder, ExamResults.FILE));
    }
    if (models.size() > 1) {
      throw DocentException.stop(
          "%s has results of several models, %s; a row is of one: give each its own --output."
              .formatted(folder, String.join(", ", models)));
    }
    languageModels.remove("");
    return TableRow.measured(models.first(), String.join(", ", languageModels), cards);
  }

  private static Optional<JsonEntry> results(Path folder, String benchmark) {
    for (String name : List.of(SERVER, ExamResults.FILE)) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        JsonEntry entry = JsonFile.whole(file);
        if (!entry.named("benchmark").equals(benchmark)) {
          throw entry.fault("it is of " + entry.named("benchmark") + ", not of " + benchmark);
        }
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** A part of a benchmark has no place in the table, whatever it scores. */
  private boolean whole(JsonEntry entry, ScoreCard card) {
    int questions = entry.json().path("questions").asInt();
    int of = entry.json().path("of").asInt();
    if (questions == of) {
      return true;
    }
    notes.add(
        "%s answered only the first %d of %d questions of %s, which is not in the table."
            .formatted(card.modelId(), questions, of, card.benchmark()));
    return false;
  }
}
