package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.docent.coordinator.TestRuns;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
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
    try (EventLog events = new EventLog(runDirectory, CLOCK)) {
      events.teacherJoined(new TeacherId("a"));
    }
    try (EventLog events = new EventLog(runDirectory, CLOCK)) {
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
  void tellsWhyAStepWasLeftOut() throws IOException {
    try (EventLog events = new EventLog(runDirectory, CLOCK)) {
      events.stepDone(
          new AppliedStep(
              new StudentId("student", 0),
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
}
