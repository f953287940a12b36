package org.docent.coordinator.cli.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.docent.protocol.control.ClientProtocol.Draining;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.status.RunStatus;
import org.docent.protocol.status.TeacherState;
import org.docent.protocol.status.TeacherStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a teacher leave a run. */
@Command(
    name = "drain",
    description = {
      "Has a teacher leave: it takes no more work, serves what it holds until nobody wants it, and ends.",
      "The name of a node with several devices means all its workers. SIGTERM to a teacher's process does the"
          + " same. What is not fetched within work.drain-timeout is computed by others."
    })
public final class DrainCommand implements Callable<Integer> {

  private static final Duration LOOK = Duration.ofMillis(500);

  /** Looks without an answer, after which the run has ended. */
  private static final int UNANSWERED = 20;

  @Parameters(paramLabel = "NAME", description = "The teacher's name, as docent status shows it.")
  private String name = "";

  @Mixin private ClientArguments cluster = new ClientArguments();

  @Option(
      names = "--no-wait",
      description = "Return once the teacher is told, without waiting until it has left.")
  private boolean returnAtOnce;

  @Override
  public Integer call() {
    try (ClusterClient client = cluster.join(Optional.empty())) {
      Draining answer = client.drain(name);
      if (answer.refusal() != null) {
        throw DocentException.stop(answer.refusal());
      }
      for (TeacherId teacher : answer.teachers()) {
        System.out.printf("teacher %s is told to leave%n", teacher);
      }
      if (!returnAtOnce) {
        await(client, new ArrayList<>(answer.teachers()));
      }
    }
    return 0;
  }

  private static void await(ClusterClient client, List<TeacherId> leaving) {
    int unanswered = 0;
    while (!leaving.isEmpty() && unanswered < UNANSWERED) {
      Optional<RunStatus> run = client.nextStatus(LOOK);
      unanswered = run.isPresent() ? 0 : unanswered + 1;
      List<TeacherId> here = run.map(DrainCommand::here).orElse(leaving);
      for (TeacherId teacher : List.copyOf(leaving)) {
        if (!here.contains(teacher)) {
          leaving.remove(teacher);
          System.out.printf("teacher %s has left%n", teacher);
        }
      }
    }
    if (!leaving.isEmpty()) {
      System.out.printf("the run answers no more; teachers %s end with it%n", leaving);
    }
  }

  private static List<TeacherId> here(RunStatus run) {
    return run.teachers().stream()
        .filter(teacher -> teacher.state() != TeacherState.QUARANTINED)
        .filter(teacher -> teacher.state() != TeacherState.REFUSED)
        .map(TeacherStatus::id)
        .toList();
  }
}
