package org.docent.coordinator.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.docent.protocol.status.NodeStatus;
import org.docent.protocol.status.RunStatus;
import org.docent.protocol.status.StudentStatus;
import org.docent.protocol.status.TeacherStatus;

/** A run's status as JSON: what {@code docent status --json} prints and {@code /status} serves. */
public final class StatusJson {

  private StatusJson() {}

  /** The whole status. Rates are samples a second; what is not known is null. */
  public static ObjectNode of(RunStatus run) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("run", run.run().value())
            .put("directory", run.directory())
            .put("phase", run.phase().key())
            .put("message", run.message());
    ArrayNode students = json.putArray("students");
    run.students().forEach(student -> students.add(student(student)));
    ArrayNode teachers = json.putArray("teachers");
    run.teachers().forEach(teacher -> teachers.add(teacher(teacher)));
    ArrayNode nodes = json.putArray("nodes");
    run.nodes().forEach(node -> nodes.add(node(node)));
    return json;
  }

  private static ObjectNode student(StudentStatus student) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("student", student.id().toString())
        .put("phase", student.phase().key())
        .put("here", student.here())
        .put("stage", student.stage())
        .put("step", student.step())
        .put("total_steps", student.totalSteps())
        .put("global_step", student.globalStep())
        .put("all_steps", student.allSteps())
        .put("samples_per_second", student.samplesPerSecond())
        .put("seconds_left", student.timeLeft() == null ? null : student.timeLeft().toSeconds())
        .put("loss", student.loss())
        .put("checkpoint", student.checkpoint());
  }

  private static ObjectNode teacher(TeacherStatus teacher) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("teacher", teacher.id().value())
        .put("state", teacher.state().key())
        .put("leases", teacher.leases())
        .put("signals", teacher.signals())
        .put("samples_per_second", teacher.samplesPerSecond());
  }

  private static ObjectNode node(NodeStatus node) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("role", node.role())
        .put("address", node.address())
        .put("reachable", node.reachable())
        .put("active", node.active());
  }
}
