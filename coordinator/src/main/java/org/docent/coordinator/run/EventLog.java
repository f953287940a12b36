package org.docent.coordinator.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.docent.coordinator.admission.Verdict;
import org.docent.coordinator.term.JsonLines;
import org.docent.coordinator.term.Term;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;

/**
 * Writes {@code events.jsonl}: who came and went, what was leased again, committed, skipped, and
 * how the run ended; each line with its time. Only ever appended to, resumes included.
 */
public final class EventLog implements RunObserver, AutoCloseable {

  /** Name of the file in a run directory. */
  public static final String FILE = "events.jsonl";

  private final JsonLines lines;
  private final InstantSource clock;
  private final Map<MicroBatchId, Instant> revoked = new HashMap<>();

  /**
   * Takes over the log of a run.
   *
   * @throws org.docent.protocol.failure.DocentException when the file cannot be read or written
   */
  public EventLog(Path runDirectory, InstantSource clock, Term term) {
    this.lines = new JsonLines(runDirectory.resolve(FILE), term);
    this.clock = clock;
  }

  /**
   * A coordinator goes to work.
   *
   * @param address its {@code host:port}
   * @param moved whether another was at work before it in the same cluster
   */
  public void coordinatorAt(String address, Term term, boolean moved) {
    lines.append(
        event(moved ? "coordinator_moved" : "coordinator_began")
            .put("address", address)
            .put("term", term.number()));
  }

  @Override
  public void stageBegun(
      StudentId student, String stageName, int totalSteps, StepId next, int globalStep) {
    lines.append(
        event("stage_begun")
            .put("student", student.toString())
            .put("stage", stageName)
            .put("next_step", next.step())
            .put("total_steps", totalSteps)
            .put("global_step", globalStep));
  }

  @Override
  public void stepDone(AppliedStep step) {
    revoked.keySet().removeIf(id -> id.stepId().equals(step.step()));
    for (String reason : step.report().newlySkipped()) {
      lines.append(
          event("sample_skipped")
              .put("student", step.student().toString())
              .put("stage", step.stageName())
              .put("step", step.step().step() + 1)
              .put("reason", reason));
    }
    String fault = step.report().fault();
    if (fault != null) {
      lines.append(
          event("step_skipped")
              .put("student", step.student().toString())
              .put("stage", step.stageName())
              .put("step", step.step().step() + 1)
              .put("reason", fault));
    }
  }

  /** Each micro-batch with the indices of its samples, so that anybody can count them. */
  @Override
  public void microBatchesApplied(AppliedStep step, List<MicroBatchPlan> applied) {
    lines.append(
        event("step_applied")
            .put("student", step.student().toString())
            .put("stage", step.stageName())
            .put("step", step.step().step() + 1)
            .put("global_step", step.globalStep())
            .put(
                "micro_batches",
                applied.stream().map(EventLog::withSamples).collect(Collectors.joining(" "))));
  }

  private static String withSamples(MicroBatchPlan plan) {
    return plan.id()
        + ":"
        + plan.samples().stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  @Override
  public void rewound(StudentId student, StepId next, int globalStep) {
    lines.append(
        event("rewound")
            .put("student", student.toString())
            .put("next", next.toString())
            .put("global_step", globalStep));
  }

  @Override
  public void checkpointCommitted(
      StudentId student, StepId next, int globalStep, String directory) {
    lines.append(
        event("checkpoint_committed")
            .put("student", student.toString())
            .put("global_step", globalStep)
            .put("next", next.toString())
            .put("directory", directory));
  }

  @Override
  public void checkpointFailed(StudentId student, StepId next, int globalStep, String reason) {
    lines.append(
        event("checkpoint_failed")
            .put("student", student.toString())
            .put("global_step", globalStep)
            .put("next", next.toString())
            .put("reason", reason));
  }

  @Override
  public void checkpointDamaged(StudentId student, String directory, String reason) {
    lines.append(
        event("checkpoint_damaged")
            .put("student", student.toString())
            .put("directory", directory)
            .put("reason", reason));
  }

  @Override
  public void modelSaved(StudentId student, String directory) {
    lines.append(
        event("model_saved").put("student", student.toString()).put("directory", directory));
  }

  @Override
  public void teacherJoined(TeacherId teacher) {
    lines.append(event("teacher_joined").put("teacher", teacher.value()));
  }

  @Override
  public void teacherAdmitted(TeacherId teacher, Verdict.Admitted how) {
    ObjectNode event = event("teacher_admitted").put("teacher", teacher.value());
    lines.append(EventFields.admitted(event, how));
  }

  @Override
  public void teacherRefused(TeacherId teacher, String reason) {
    lines.append(event("teacher_refused").put("teacher", teacher.value()).put("reason", reason));
  }

  @Override
  public void teacherQuarantined(TeacherId teacher, List<String> reasons) {
    ObjectNode event = event("teacher_quarantined").put("teacher", teacher.value());
    reasons.forEach(event.putArray("reasons")::add);
    lines.append(event);
  }

  @Override
  public void teacherLost(TeacherId teacher, String reason) {
    lines.append(event("teacher_lost").put("teacher", teacher.value()).put("reason", reason));
  }

  @Override
  public void teacherDraining(TeacherId teacher) {
    lines.append(event("teacher_draining").put("teacher", teacher.value()));
  }

  @Override
  public void teacherDrained(TeacherId teacher, int returned) {
    lines.append(
        event("teacher_drained").put("teacher", teacher.value()).put("returned", returned));
  }

  @Override
  public void waiting(Awaited awaited) {
    lines.append(EventFields.awaited(event("waiting"), awaited));
  }

  @Override
  public void studentJoined(StudentId student) {
    lines.append(event("student_joined").put("student", student.toString()));
  }

  @Override
  public void studentStandsBy(StudentId student) {
    lines.append(event("student_stands_by").put("student", student.toString()));
  }

  @Override
  public void studentAwaited(StudentId student) {
    lines.append(event("student_awaited").put("student", student.toString()));
  }

  @Override
  public void studentLost(StudentId student, String reason) {
    lines.append(event("student_lost").put("student", student.toString()).put("reason", reason));
  }

  @Override
  public void studentFailed(StudentId student, String message) {
    lines.append(
        event("student_failed").put("student", student.toString()).put("message", message));
  }

  @Override
  public void leaseRevoked(MicroBatchId id, TeacherId teacher, LeaseEpoch epoch, String reason) {
    revoked.put(id, clock.instant());
    lines.append(
        event("lease_revoked")
            .put("micro_batch", id.toString())
            .put("teacher", teacher.value())
            .put("epoch", epoch.value())
            .put("reason", reason));
  }

  /** Writes of leases only those that take up what was revoked, and how long it lay. */
  @Override
  public void leaseGranted(MicroBatchId id, TeacherId teacher, LeaseEpoch epoch) {
    Instant since = revoked.remove(id);
    if (since != null) {
      lines.append(
          event("leased_again")
              .put("micro_batch", id.toString())
              .put("teacher", teacher.value())
              .put("epoch", epoch.value())
              .put("after_millis", Duration.between(since, clock.instant()).toMillis()));
    }
  }

  @Override
  public void workerFailed(String worker, String message) {
    lines.append(event("worker_failed").put("worker", worker).put("message", message));
  }

  /**
   * Rates are samples a second, names of TorchSpec; see {@link
   * org.docent.coordinator.advice.Rates}.
   */
  @Override
  public void capacity(StageCapacity measured) {
    lines.append(EventFields.capacity(event("capacity"), measured));
  }

  @Override
  public void coordinatorLeft() {
    lines.append(event("coordinator_left"));
  }

  @Override
  public void failed(String message) {
    lines.append(event("failed").put("message", message));
  }

  @Override
  public void stopped(String reason) {
    lines.append(event("stopped").put("reason", reason));
  }

  @Override
  public void finished() {
    lines.append(event("finished"));
  }

  /** Writes what is waiting. */
  @Override
  public void close() {
    lines.close();
  }

  private ObjectNode event(String name) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("time", clock.instant().toString())
        .put("event", name);
  }
}
