package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.docent.actors.node.DocentNode;
import org.docent.actors.node.NodeRole;
import org.docent.actors.node.NodeSettings;
import org.docent.actors.tls.Tls;
import org.docent.coordinator.cli.client.JoinTargets;
import org.docent.coordinator.cli.launch.Interrupts;
import org.docent.coordinator.cli.launch.ParentWatch;
import org.docent.coordinator.run.RunOutcome;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.DeviceSettings;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.settings.StreamSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One role as a process of its own. */
@Command(
    name = "node",
    description = {
      "Runs one role of a cluster as a process of its own.",
      "The coordinator takes the configuration, or a run directory to resume. Teachers and students get the"
          + " configuration from it, so its paths must mean the same on every machine."
    })
final class NodeCommand implements Callable<Integer> {

  /** How long a run directory may have no coordinator that could be joined. */
  private static final Duration BEFORE_A_COORDINATOR = Duration.ofSeconds(60);

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description = "coordinator, teacher or student.")
  private NodeRole role = NodeRole.COORDINATOR;

  @Option(
      names = "--join",
      split = ",",
      paramLabel = "HOST:PORT|RUN_DIR",
      description =
          "Address of the coordinator, or of any node in the cluster, or the run directory, where"
              + " coordinators say where they are; several with commas.")
  private List<String> join = List.of();

  @Option(
      names = "--conf",
      paramLabel = "CONF",
      description = {
        "Coordinator: the run's configuration; with --resume one whose tls keys are this node's own.",
        "Teacher, student: a configuration whose stream and tls keys are this node's own."
      })
  private @Nullable Path conf;

  @Option(
      names = "--resume",
      paramLabel = "RUN_DIR",
      description = {
        "Coordinator: the run directory to go on with.",
        "With --join it joins the run's cluster and stands by for its coordinator."
      })
  private @Nullable Path resume;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting that wins over --conf; may be given again.")
  private List<String> overrides = List.of();

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Address to bind and to be known by (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of the control plane (default: any free one).")
  private int port;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = {
        "Teacher: its name, which no other has (default: from host and process).",
        "Student: the run's student.name, or one of its students (default: student)."
      })
  private @Nullable String name;

  @Option(
      names = "--device",
      split = ",",
      paramLabel = "DEVICE",
      description = {
        "Teacher, student: cpu or cuda:N (default: cpu).",
        "Teacher: several with commas make a worker of each, named NAME-0, NAME-1 and so on."
      })
  private List<String> devices = List.of("cpu");

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Teacher, student: threads to compute with (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Option(
      names = "--parent-pid",
      hidden = true,
      paramLabel = "PID",
      description = "End when that process has ended.")
  private @Nullable Long parentPid;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (parentPid != null) {
      ParentWatch.endWith(parentPid);
    }
    return role == NodeRole.COORDINATOR ? coordinate() : work();
  }

  private int coordinate() {
    if (resume == null && conf == null) {
      throw wrongCall("a coordinator needs --conf CONF or --resume RUN_DIR");
    }
    if (resume == null && !join.isEmpty()) {
      throw wrongCall(
          "--join goes with --resume RUN_DIR: a coordinator that joins a cluster stands by for its run");
    }
    NodeSettings where = place();
    LoadedRun run;
    RunDirectory directory;
    Preflight preflight;
    RunStore store;
    if (resume != null) {
      directory = new RunDirectory(resume.toAbsolutePath().normalize());
      Optional<Integer> finished = ExitCode.ofFinished(directory.path());
      if (finished.isPresent()) {
        return finished.get();
      }
      run = directory.load();
      preflight = Preflight.of(run.settings());
      store = RunStore.openFor(run.settings(), preflight);
    } else {
      LoadedRun loaded = SettingsLoader.load(Objects.requireNonNull(conf), overrides);
      preflight = Preflight.of(loaded.settings());
      run = loaded.settled(preflight.sameTower(), preflight.compared());
      store = RunStore.openFor(run.settings(), preflight);
      directory = RunDirectory.create(run);
    }
    CoordinatorNode node = CoordinatorNode.start(run, directory, preflight, store, where);
    System.out.printf(
        "%s at %s, run directory %s%n",
        join.isEmpty() ? "coordinator" : "standby", node.address(), directory.path());
    return StopOnInterrupt.during(
        node, "docent resume " + directory.path(), () -> await(node, directory.path()));
  }

  private static int await(CoordinatorNode node, Path directory) {
    RunOutcome outcome = node.outcome().join();
    node.close();
    return ExitCode.of(outcome, directory);
  }

  private int work() {
    if (role != NodeRole.TEACHER && role != NodeRole.STUDENT) {
      throw wrongCall("--role is " + role.key() + ", must be coordinator, teacher or student");
    }
    if (join.isEmpty()) {
      throw wrongCall(
          "a " + role.key() + " needs --join HOST:PORT of the coordinator, or --join RUN_DIR");
    }
    if (role == NodeRole.TEACHER && TeacherId.STORE.value().equals(name)) {
      throw wrongCall("--name store means the store of a run; give the teacher another name");
    }
    List<DeviceSettings> compute = devices.stream().map(this::compute).toList();
    if (role == NodeRole.STUDENT && compute.size() > 1) {
      throw wrongCall("a student computes on one --device, not on " + devices);
    }
    StreamSettings stream = SettingsLoader.stream(conf, overrides);
    WorkerNode worker =
        role == NodeRole.TEACHER
            ? WorkerNode.teachers(place(), named(), compute, stream)
            : WorkerNode.student(place(), new StudentId(named(), 0), compute.get(0), stream);
    System.out.printf("%s %s at %s%n", role.key(), named(), worker.node().address());
    Interrupts.answer(() -> leave(worker.node()), () -> {});
    worker.node().whenEnded().toCompletableFuture().join();
    worker.close();
    return worker.node().endedWell() ? 0 : 1;
  }

  private void leave(DocentNode node) {
    System.err.printf(
        "%s %s leaves in order; a second signal ends it at once%n", role.key(), named());
    node.leave();
  }

  private NodeSettings place() {
    try {
      List<String> seeds = JoinTargets.resolve(join, BEFORE_A_COORDINATOR);
      return new NodeSettings(
          role,
          host,
          port,
          seeds,
          /* ownsProcess= */ role != NodeRole.COORDINATOR,
          Tls.loadIfSet(SettingsLoader.tls(conf, overrides)));
    } catch (IllegalArgumentException e) {
      throw wrongCall(String.valueOf(e.getMessage()));
    }
  }

  private DeviceSettings compute(String device) {
    try {
      return new DeviceSettings(device, threads);
    } catch (IllegalArgumentException e) {
      throw wrongCall("--" + e.getMessage());
    }
  }

  private ParameterException wrongCall(String rule) {
    return new ParameterException(spec.commandLine(), rule);
  }

  private String named() {
    if (name != null) {
      return name;
    }
    if (role == NodeRole.STUDENT) {
      return "student";
    }
    return role.key() + "-" + host + "-" + ProcessHandle.current().pid();
  }
}
