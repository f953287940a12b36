package org.docent.model.eval.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.docent.model.eval.Finding;
import org.docent.model.eval.Tally;
import org.docent.model.storage.IoReason;
import org.docent.model.text.PythonText;
import org.docent.protocol.failure.DocentException;

/**
 * The labels of MME, in a file a picture, found by the question's own words: those of the prompt
 * without what LLaVA added and with the request for yes or no it took away, behind one blank or
 * two.
 */
final class MmeLabels {

  private static final String REQUEST = " Please answer yes or no.";
  private static final String ADDED = PythonText.strip(Prompts.SHORT_ANSWER);

  private final Path release;
  private final Map<Path, Map<String, Boolean>> read = new HashMap<>();
  private final Tally unlabelled =
      Tally.refusing(
          Finding.Kind.MISSING_LABEL,
          "questions are not in the file of their picture",
          "question file and release must fit");

  MmeLabels(Path release) {
    this.release = release;
  }

  /** The label of a question; one without is counted and is a "no" in an exam that is refused. */
  Mme.Label of(LlavaQuestions.Line line) {
    String id = line.question().id().text();
    int slash = id.indexOf('/');
    String task = slash < 0 ? "" : id.substring(0, slash);
    if (!MmeScore.isTask(task)) {
      throw line.entry()
          .fault("its id \"" + id + "\" does not begin with a task of MME and a slash");
    }
    Map<String, Boolean> labels = read.computeIfAbsent(file(task, id), MmeLabels::read);
    String question = PythonText.strip(line.question().text().replace(ADDED, ""));
    if (!question.contains(REQUEST.strip())) {
      question += REQUEST;
    }
    if (!labels.containsKey(question)) {
      question = question.replace(REQUEST, " " + REQUEST);
    }
    if (!labels.containsKey(question)) {
      unlabelled.add(id);
    }
    return new Mme.Label(task, id, labels.getOrDefault(question, false));
  }

  List<Finding> findings() {
    return unlabelled.finding().stream().toList();
  }

  private Path file(String task, String id) {
    String name = id.substring(id.lastIndexOf('/') + 1);
    int dot = name.indexOf('.');
    String text = (dot < 0 ? name : name.substring(0, dot)) + ".txt";
    Path folder = release.resolve(task);
    return Files.isDirectory(folder.resolve("images"))
        ? folder.resolve("questions_answers_YN").resolve(text)
        : folder.resolve(text);
  }

  private static Map<String, Boolean> read(Path file) {
    Map<String, Boolean> labels = new HashMap<>();
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          add(labels, file + ", line " + (i + 1), lines.get(i));
        }
      }
    } catch (IOException e) {
      throw DocentException.stop(
          "The labels " + file + " cannot be read: " + IoReason.of(e) + ".", e);
    }
    return labels;
  }

  private static void add(Map<String, Boolean> labels, String place, String line) {
    List<String> parts = PythonText.split(PythonText.strip(line), "\t");
    String answer = parts.get(parts.size() - 1).toLowerCase(Locale.ROOT);
    if (parts.size() != 2 || !(answer.equals("yes") || answer.equals("no"))) {
      throw DocentException.stop(place + ": it is not a question, a tab and Yes or No.");
    }
    labels.put(parts.get(0), answer.equals("yes"));
  }
}
