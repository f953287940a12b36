package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.admission.Verdict;
import org.docent.coordinator.advice.Advice;
import org.docent.coordinator.advice.Capacity;
import org.docent.coordinator.advice.Rates;
import org.docent.coordinator.term.Term;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {

  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  private final Path runDirectory;

  EventLogTest(@TempDir Path runDirectory) {
    this.runDirectory = runDirectory;
  }

  @Test
  void writesWhatHappenedWithItsTimeAndKeepsWhatWasThere() throws IOException {
    try (EventLog events = new EventLog(runDirectory, CLOCK, Term.take(runDirectory, "h:1"))) {
      events.teacherJoined(new TeacherId("a"));
    }
    try (EventLog events = new EventLog(runDirectory, CLOCK, Term.take(runDirectory, "h:1"))) {
      events.leaseRevoked(
          new MicroBatchId(0, 1, 0, 2), new TeacherId("a"), new LeaseEpoch(3), "it stopped");
      events.failed("disk \"full\"");
    }

    assertThat(Files.readAllLines(runDirectory.resolve("events.jsonl")))
        .containsExactly(
            "{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"teacher_joined\",\"teacher\":\"a\"}",
            "{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"lease_revoked\","
                + "\"micro_batch\":\"0/1/0.2\",\"teacher\":\"a\",\"epoch\":3,"
                + "\"reason\":\"it stopped\"}",
            "{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"failed\","
                + "\"message\":\"disk \\\"full\\\"\"}");
  }

  @Test
  void tellsOfLeasesOnlyThoseThatTakeUpWhatWasRevoked() throws IOException {
    MicroBatchId lost = new MicroBatchId(0, 1, 0, 2);
    TeacherId b = new TeacherId("b");
    Instant[] now = {Instant.EPOCH};
    try (EventLog events =
        new EventLog(runDirectory, () -> now[0], Term.take(runDirectory, "h:1"))) {
      events.leaseGranted(lost, new TeacherId("a"), new LeaseEpoch(3));
      events.leaseRevoked(lost, new TeacherId("a"), new LeaseEpoch(3), "it stopped");
      now[0] = now[0].plusMillis(40);
      events.leaseGranted(lost, b, new LeaseEpoch(5));
      events.leaseGranted(lost, b, new LeaseEpoch(6));
    }

    assertThat(Files.readAllLines(runDirectory.resolve("events.jsonl")))
        .hasSize(2)
        .last()
        .isEqualTo(
            "{\"time\":\"1970-01-01T00:00:00.040Z\",\"event\":\"leased_again\","
                + "\"micro_batch\":\"0/1/0.2\",\"teacher\":\"b\",\"epoch\":5,"
                + "\"after_millis\":40}");
  }

  @Test
  void tellsWhatAStepApplied() throws IOException {
    AppliedStep step =
        new AppliedStep(TestRuns.STUDENT, new StepId(2, 4), "dft", 17, TestRuns.report(3));
    try (EventLog events = new EventLog(runDirectory, CLOCK, Term.take(runDirectory, "h:1"))) {
      events.microBatchesApplied(
          step,
          List.of(
              new MicroBatchPlan(new MicroBatchId(2, 4, 0, 0), List.of(12, 7)),
              new MicroBatchPlan(new MicroBatchId(2, 4, 0, 1), List.of(3))));
    }

    assertThat(Files.readString(runDirectory.resolve("events.jsonl")))
        .isEqualTo(
            "{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"step_applied\","
                + "\"student\":\"student-0\",\"stage\":\"dft\",\"step\":5,\"global_step\":17,"
                + "\"micro_batches\":\"2/4/0.0:12,7 2/4/0.1:3\"}\n");
  }

  @Test
  void tellsWhoWasAdmittedRefusedAndQuarantinedAndWhy() throws IOException {
    TeacherId a = new TeacherId("a");
    try (EventLog events = new EventLog(runDirectory, CLOCK, Term.take(runDirectory, "h:1"))) {
      events.teacherAdmitted(a, new Verdict.Admitted(null, 0, null));
      events.teacherAdmitted(new TeacherId("b"), new Verdict.Admitted(a, 0.25, "other types"));
      events.teacherRefused(new TeacherId("c"), "other weights");
      events.teacherQuarantined(a, List.of("late", "not finite"));
    }

    String time = "{\"time\":\"1970-01-01T00:00:00Z\",\"event\":";
    assertThat(Files.readAllLines(runDirectory.resolve("events.jsonl")))
        .containsExactly(
            time + "\"teacher_admitted\",\"teacher\":\"a\"}",
            time
                + "\"teacher_admitted\",\"teacher\":\"b\",\"compared_with\":\"a\","
                + "\"deviation\":0.25,\"warning\":\"other types\"}",
            time + "\"teacher_refused\",\"teacher\":\"c\",\"reason\":\"other weights\"}",
            time
                + "\"teacher_quarantined\",\"teacher\":\"a\","
                + "\"reasons\":[\"late\",\"not finite\"]}");
  }

  @Test
  void tellsWhyAStepWasLeftOut() throws IOException {
    try (EventLog events = new EventLog(runDirectory, CLOCK, Term.take(runDirectory, "h:1"))) {
      events.stepDone(
          new AppliedStep(
              TestRuns.STUDENT,
              new StepId(1, 3),
              "sft",
              9,
              TestRuns.leftOut("L_reg of sample 7 is NaN")));
    }

    assertThat(Files.readAllLines(runDirectory.resolve("events.jsonl")))
        .containsExactly(
            "{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"step_skipped\",\"student\":\"student-0\",\"stage\":\"sft\","
                + "\"step\":4,\"reason\":\"L_reg of sample 7 is NaN\"}");
  }

  @Test
  void tellsWhyACheckpointWasNotCommitted() throws IOException {
    try (EventLog events = new EventLog(runDirectory, CLOCK, Term.take(runDirectory, "h:1"))) {
      events.checkpointDamaged(TestRuns.STUDENT, "run/checkpoint-8", "state is missing");
      events.checkpointFailed(TestRuns.STUDENT, new StepId(1, 3), 9, "no space left");
    }

    assertThat(Files.readAllLines(runDirectory.resolve("events.jsonl")))
        .containsExactly(
            "{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"checkpoint_damaged\",\"student\":\"student-0\","
                + "\"directory\":\"run/checkpoint-8\",\"reason\":\"state is missing\"}",
            "{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"checkpoint_failed\",\"student\":\"student-0\","
                + "\"global_step\":9,\"next\":\"1/3\",\"reason\":\"no space left\"}");
  }

  @Test
  void writesWhatTeachersAndStudentsCanDo() throws IOException {
    Rates rates =
        new Rates(
            Map.of(new TeacherId("a"), 3.0, new TeacherId("b"), 1.0),
            3,
            Map.of(TestRuns.STUDENT, 9.0),
            2.5,
            0.75,
            0.25,
            4096);
    try (EventLog events = new EventLog(runDirectory, CLOCK, Term.take(runDirectory, "h:1"))) {
      events.capacity(new StageCapacity("dft", false, new Capacity(rates, new Advice(2, "add 2"))));
    }

    assertThat(Files.readAllLines(runDirectory.resolve("events.jsonl")))
        .containsExactly(
            "{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"capacity\",\"stage\":\"dft\","
                + "\"whole_stage\":false,\"infer_capacity\":4.0,\"train_capacity\":9.0,"
                + "\"throughput\":2.5,\"wait_share\":0.75,\"ready_share\":0.25,"
                + "\"bytes_per_sample\":4096.0,\"teachers_here\":3,"
                + "\"teachers\":{\"a\":3.0,\"b\":1.0},\"students\":{\"student-0\":9.0},"
                + "\"add_teachers\":2,\"advice\":\"add 2\"}");
  }
}
