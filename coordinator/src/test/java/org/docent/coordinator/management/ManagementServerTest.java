package org.docent.coordinator.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.ManagementSettings;
import org.docent.protocol.status.NodeStatus;
import org.docent.protocol.status.RunPhase;
import org.docent.protocol.status.RunStatus;
import org.docent.protocol.status.StudentStatus;
import org.docent.protocol.status.TeacherState;
import org.docent.protocol.status.TeacherStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementServerTest {

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private CompletionStage<RunStatus> status =
      CompletableFuture.completedFuture(run(RunPhase.TRAINING, null));
  private final ManagementServer server =
      ManagementServer.start(new ManagementSettings("127.0.0.1", 0), () -> status).orElseThrow();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void servesTheStatusAsJson() throws Exception {
    HttpResponse<String> answer = send("GET", "/status");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(new ObjectMapper().readTree(answer.body()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"run": "r", "directory": "/runs/r", "phase": "training", "message": null,
                     "students": [{"student": "small-0", "phase": "training", "here": true,
                       "stage": "dft", "step": 3, "total_steps": 10, "global_step": 13,
                       "all_steps": 20, "samples_per_second": 4.5, "seconds_left": 90,
                       "loss": null, "checkpoint": "/runs/r/checkpoint-10"}],
                     "teachers": [{"teacher": "a", "state": "draining", "leases": 1, "signals": 2,
                       "samples_per_second": 2.25}],
                     "nodes": [{"role": "coordinator", "address": "h:1", "reachable": true,
                       "active": true}]}
                    """));
  }

  @Test
  void isHealthyWhileACoordinatorAnswersAndTheRunHasNotFailed() throws Exception {
    assertThat(send("GET", "/health").statusCode()).isEqualTo(200);

    status = CompletableFuture.completedFuture(run(RunPhase.FAILED, "a loss is NaN"));
    HttpResponse<String> failed = send("GET", "/health");
    status = CompletableFuture.failedFuture(new IllegalStateException("nobody"));
    HttpResponse<String> unanswered = send("GET", "/health");

    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(failed.body()).contains("the run failed: a loss is NaN");
    assertThat(unanswered.statusCode()).isEqualTo(503);
    assertThat(unanswered.body()).contains("no coordinator answers");
  }

  @Test
  void changesNothingAndHasNothingElse() throws Exception {
    HttpResponse<String> posted = send("POST", "/status");

    assertThat(posted.statusCode()).isEqualTo(405);
    assertThat(posted.headers().firstValue("Allow")).contains("GET");
    assertThat(send("GET", "/").statusCode()).isEqualTo(404);
    assertThat(send("DELETE", "/run").statusCode()).isEqualTo(404);
  }

  @Test
  void listensOnlyWhereItIsWantedAndDoesWithoutWhereItCannot() {
    int taken = URI.create(server.url()).getPort();

    assertThat(ManagementServer.start(ManagementSettings.NONE, () -> status)).isEmpty();
    assertThat(ManagementServer.start(new ManagementSettings("127.0.0.1", taken), () -> status))
        .isEqualTo(Optional.empty());
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .timeout(Duration.ofSeconds(10))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static RunStatus run(RunPhase phase, @Nullable String message) {
    return new RunStatus(
        new RunId("r"),
        "/runs/r",
        phase,
        message,
        List.of(
            new StudentStatus(
                new StudentId("small", 0),
                RunPhase.TRAINING,
                true,
                "dft",
                3,
                10,
                13,
                20,
                4.5,
                Duration.ofSeconds(90),
                null,
                "/runs/r/checkpoint-10")),
        List.of(new TeacherStatus(new TeacherId("a"), TeacherState.DRAINING, 1, 2, 2.25)),
        List.of(new NodeStatus("coordinator", "h:1", true, true)));
  }
}
