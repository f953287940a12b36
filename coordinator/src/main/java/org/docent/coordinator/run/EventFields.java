package org.docent.coordinator.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.docent.coordinator.admission.Verdict;
import org.docent.coordinator.advice.Rates;

/** What the larger events say, each put into the event and given back. */
final class EventFields {

  private EventFields() {}

  static ObjectNode admitted(ObjectNode event, Verdict.Admitted how) {
    if (how.comparedWith() != null) {
      event.put("compared_with", how.comparedWith().value()).put("deviation", how.deviation());
    }
    return how.warning() == null ? event : event.put("warning", how.warning());
  }

  static ObjectNode awaited(ObjectNode event, Awaited awaited) {
    awaited.students().forEach(student -> event.withArray("students").add(student.toString()));
    return event.put("message", awaited.sentence()).put("teachers", awaited.teachers());
  }

  /** Rates are samples a second, names of TorchSpec; see {@link Rates}. */
  static ObjectNode capacity(ObjectNode event, StageCapacity measured) {
    Rates rates = measured.capacity().rates();
    event
        .put("stage", measured.stageName())
        .put("whole_stage", measured.wholeStage())
        .put("infer_capacity", rates.inferCapacity())
        .put("train_capacity", rates.trainCapacity())
        .put("throughput", rates.throughput())
        .put("wait_share", rates.waitShare())
        .put("ready_share", rates.readyShare())
        .put("bytes_per_sample", rates.bytesPerSample())
        .put("teachers_here", rates.teachersHere());
    ObjectNode teachers = event.putObject("teachers");
    rates.teachers().forEach((id, rate) -> teachers.put(id.value(), rate));
    ObjectNode students = event.putObject("students");
    rates.students().forEach((id, rate) -> students.put(id.toString(), rate));
    return event
        .put("add_teachers", measured.capacity().advice().teachers())
        .put("advice", measured.capacity().advice().sentence());
  }
}
