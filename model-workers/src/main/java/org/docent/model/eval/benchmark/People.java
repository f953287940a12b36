package org.docent.model.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.docent.model.eval.Marked;
import org.docent.model.eval.Measure;
import org.docent.model.eval.Score;
import org.docent.model.eval.answer.SoftAccuracy;
import org.docent.model.eval.file.JsonEntry;

/**
 * What ten people answered to a question.
 *
 * @param kind of answer: yes/no, number, other, unanswerable; empty if the labels do not say
 */
record People(SoftAccuracy accuracy, String kind) {

  /** An annotation of VQAv2 or VizWiz: {@code answers} of {@code answer}, {@code answer_type}. */
  static People of(JsonEntry annotation) {
    List<String> answers = new ArrayList<>();
    for (JsonNode given : annotation.json().path("answers")) {
      answers.add(annotation.of(given).text("answer"));
    }
    return of(answers, annotation.json().path("answer_type").asText(), annotation);
  }

  static People of(List<String> answers, String kind, JsonEntry at) {
    try {
      return new People(new SoftAccuracy(answers), kind);
    } catch (IllegalArgumentException e) {
      throw at.fault(String.valueOf(e.getMessage()));
    }
  }

  /** The mean accuracy, and that of each kind of answer. */
  static Score score(List<Marked<People>> answers) {
    Map<String, Mean> kinds = new TreeMap<>();
    Mean all = new Mean();
    for (Marked<People> answer : answers) {
      double accuracy = answer.label().accuracy().of(answer.text());
      all.add(accuracy);
      if (!answer.label().kind().isEmpty()) {
        kinds.computeIfAbsent(answer.label().kind(), kind -> new Mean()).add(accuracy);
      }
    }
    List<Measure> measures = new ArrayList<>();
    measures.add(Measure.percent("accuracy", all.mean()));
    kinds.forEach((kind, mean) -> measures.add(Measure.percent("accuracy, " + kind, mean.mean())));
    measures.add(Measure.count("questions", all.count()));
    return new Score(measures);
  }
}
