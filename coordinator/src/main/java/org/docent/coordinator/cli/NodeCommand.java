package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.docent.actors.node.NodeRole;
import org.docent.actors.node.NodeSettings;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.settings.StreamSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One role as a process of its own. */
@Command(
    name = "node",
    description = {
      "Runs one role of a cluster as a process of its own.",
      "The coordinator is given the configuration or a run directory to resume; teachers and students get theirs",
      "from it, so paths in the configuration must mean the same on every machine."
    })
final class NodeCommand implements Callable<Integer> {

  private static final int CHUNK_BYTES = 4 << 20;
  private static final int CREDIT = 4;

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description = "coordinator, teacher or student.")
  private NodeRole role = NodeRole.COORDINATOR;

  @Option(
      names = "--join",
      split = ",",
      paramLabel = "HOST:PORT",
      description = "The coordinator's address; several, with commas, where there are several.")
  private List<String> join = List.of();

  @Option(
      names = "--conf",
      paramLabel = "CONF",
      description = "Coordinator: the run's configuration.")
  private @Nullable Path conf;

  @Option(
      names = "--resume",
      paramLabel = "RUN_DIR",
      description = "Coordinator: the run directory to go on with, instead of --conf.")
  private @Nullable Path resume;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Coordinator: a setting that wins over --conf; may be given again.")
  private List<String> overrides = List.of();

  @Option(
      names = "--host",
      description = "Address to bind and to be known by (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(names = "--port", description = "Port of the control plane; 0 for any free one.")
  private int port;

  @Option(names = "--name", description = "The worker's name; must be its own in the cluster.")
  private @Nullable String name;

  @Option(
      names = "--device",
      description = "Where a worker computes: cpu or cuda:0 (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(names = "--threads", description = "Intra-op threads (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Override
  public Integer call() {
    return role == NodeRole.COORDINATOR ? coordinate() : work();
  }

  private int coordinate() {
    LoadedRun run;
    RunDirectory directory;
    if (resume != null) {
      directory = new RunDirectory(resume.toAbsolutePath().normalize());
      run = directory.load();
    } else if (conf != null) {
      run = SettingsLoader.load(conf, overrides);
      Preflight.of(run.settings());
      directory = RunDirectory.create(run);
    } else {
      throw DocentException.stop("a coordinator needs --conf CONF or --resume RUN_DIR");
    }
    try (CoordinatorNode node = CoordinatorNode.start(run, directory, place())) {
      System.out.printf("coordinator at %s, run directory %s%n", node.address(), directory.path());
      return StopOnInterrupt.during(
          node, directory.path(), () -> ExitCode.of(node.outcome().join(), directory.path()));
    }
  }

  private int work() {
    if (join.isEmpty()) {
      throw DocentException.stop("a " + role.key() + " needs --join HOST:PORT of the coordinator");
    }
    DeviceSettings compute = new DeviceSettings(device, threads);
    StreamSettings stream = new StreamSettings("", 0, CHUNK_BYTES, CREDIT);
    WorkerNode worker =
        role == NodeRole.TEACHER
            ? WorkerNode.teacher(place(), named(), compute, stream)
            : WorkerNode.student(place(), new StudentId("student", 0), compute, stream);
    System.out.printf("%s %s at %s%n", role.key(), named(), worker.node().address());
    worker.node().whenEnded().toCompletableFuture().join();
    worker.close();
    return 0;
  }

  private NodeSettings place() {
    return new NodeSettings(
        role, host, port, join, /* ownsProcess= */ role != NodeRole.COORDINATOR);
  }

  private String named() {
    if (name != null) {
      return name;
    }
    return role.key() + "-" + host + "-" + ProcessHandle.current().pid();
  }
}
