package org.docent.coordinator.cli.client;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.docent.coordinator.management.StatusJson;
import org.docent.protocol.status.RunStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says where a run stands. */
@Command(
    name = "status",
    description = {
      "Says where a running run stands: stage, step, rate, time left, last checkpoint, who is there.",
      "Joins the cluster for a moment and changes nothing."
    })
public final class StatusCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "RUN_DIR",
      description = "The run's output-dir, where its coordinators say where they are.")
  private @Nullable String directory;

  @Mixin private ClientArguments cluster = new ClientArguments();

  @Option(names = "--json", description = "As JSON, for machines.")
  private boolean json;

  @Override
  public Integer call() {
    try (ClusterClient client = cluster.join(Optional.ofNullable(directory))) {
      RunStatus run = client.status();
      System.out.print(
          json
              ? StatusJson.of(run).toPrettyString() + System.lineSeparator()
              : StatusTable.of(run));
      System.out.flush();
    }
    return 0;
  }
}
