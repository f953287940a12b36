package org.docent.coordinator.cli.eval;

import org.docent.model.data.AspectRatio;
import org.docent.model.eval.Benchmark;
import org.docent.model.eval.Exam;
import org.docent.model.eval.benchmark.Benchmarks;
import org.docent.model.eval.sitting.Examinee;
import org.docent.model.eval.sitting.SittingKey;
import org.docent.model.text.ChatTemplate;
import org.docent.protocol.exam.ExamSheet;
import org.docent.protocol.failure.DocentException;

/** How a benchmark that several processes share is written on a sheet, and read from it. */
final class SharedExam {

  private SharedExam() {}

  static ExamSheet sheet(PreparedExam exam, EvalModel model, SittingKey key) {
    int asked = exam.exam().questions().size();
    return new ExamSheet(
        exam.benchmark(),
        asked == exam.of() ? 0 : asked,
        model.template().key(),
        model.template().system(),
        model.aspect().key(),
        key.hex());
  }

  static ChatTemplate template(ExamSheet sheet) {
    return ChatTemplate.byKey(sheet.conversation()).withSystem(sheet.system());
  }

  static AspectRatio aspect(ExamSheet sheet) {
    return AspectRatio.byKey(sheet.aspect());
  }

  /**
   * Reads what the sheet names from this machine's files.
   *
   * @throws DocentException when files are missing, or this model or these questions are others
   */
  static Exam read(ExamSheet sheet, RespondentJob.Place place, Examinee examinee) {
    Benchmark benchmark =
        Benchmarks.named(sheet.benchmark())
            .orElseThrow(
                () -> DocentException.stop("this build knows no benchmark " + sheet.benchmark()));
    Exam whole = benchmark.read(place.data());
    Exam exam = sheet.limit() == 0 ? whole : whole.first(sheet.limit());
    if (!SittingKey.of(examinee, exam, place.data()).hex().equals(sheet.key())) {
      throw DocentException.stop(
          "%s would be answered otherwise here than where it is marked: the weights, the tokenizer, the question file or the sizes of its pictures differ; give the same --model-path (%s) and --data-dir (%s)"
              .formatted(sheet.benchmark(), place.model(), place.data()));
    }
    return exam;
  }
}
