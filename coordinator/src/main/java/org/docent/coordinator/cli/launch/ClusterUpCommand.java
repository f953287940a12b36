package org.docent.coordinator.cli.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.docent.actors.tls.Tls;
import org.docent.coordinator.cli.client.ClusterClient;
import org.docent.coordinator.cli.client.JoinTargets;
import org.docent.coordinator.cli.client.RunStop;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts a whole cluster on this machine. */
@Command(
    name = "up",
    description = {
      "Trains a run on a cluster of processes on this machine: each node is a JVM of its own, joined over the"
          + " loopback, and may be killed to see what happens.",
      "A process that dies is started again. Ctrl-C stops the run with a checkpoint; a second Ctrl-C kills"
          + " everything at once. Each process writes to RUN_DIR/logs."
    })
final class ClusterUpCommand implements Callable<Integer> {

  private static final Duration TO_BE_HEARD = Duration.ofSeconds(20);

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CONF",
      description = "The run's configuration; conf/ has examples.")
  private @Nullable Path conf;

  @Parameters(
      index = "1..*",
      paramLabel = "KEY=VALUE",
      description = "Settings that win over the file: seed=7, stage.dpt.max-steps=50.")
  private List<String> overrides = List.of();

  @Option(
      names = "--resume",
      paramLabel = "RUN_DIR",
      description = "Go on with the run in that directory, instead of CONF.")
  private @Nullable Path resume;

  @Option(
      names = "--teachers",
      paramLabel = "N",
      description = "Teacher processes (default: the run's teacher.workers).")
  private @Nullable Integer teachers;

  @Option(
      names = "--standby-students",
      paramLabel = "N",
      description =
          "Processes of each student that stand by to take over (default: ${DEFAULT-VALUE}).")
  private int standbyStudents;

  @Option(
      names = "--coordinators",
      paramLabel = "N",
      description =
          "Processes that can be the coordinator: 2 so that one may die (default:"
              + " ${DEFAULT-VALUE}).")
  private int coordinators = 1;

  @Option(
      names = "--no-restart",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Start a process that dies again, or not (default: again).")
  private boolean restart = true;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    RunSettings run = run();
    Path directory = resume == null ? run.outputDir() : resume.toAbsolutePath().normalize();
    ClusterPlan plan = plan(run, directory);
    RunNews news = new RunNews(directory, plan.studentFolders());
    PrintStream out = System.out;
    try (LocalCluster cluster = new LocalCluster(directory, news, restart, out)) {
      Interrupts.answer(() -> stop(cluster, directory), cluster::kill);
      makeLogs(directory);
      System.out.printf("run %s in %s: %s%n", run.id().value(), directory, plan);
      if (plan.start(cluster)) {
        cluster.awaitEnd();
      }
    }
    return 0;
  }

  private RunSettings run() {
    if ((conf == null) == (resume == null)) {
      throw wrongCall("give CONF of a new run, or --resume RUN_DIR of one to go on with");
    }
    if (conf != null) {
      return SettingsLoader.load(conf, overrides).settings();
    }
    Path written = resume.resolve("run.conf");
    try {
      return SettingsLoader.parse(Files.readString(written), written.toString());
    } catch (IOException e) {
      throw DocentException.stop(
          "%s is no run directory: its run.conf cannot be read (%s)"
              .formatted(resume, IoReason.of(e)),
          e);
    }
  }

  private ClusterPlan plan(RunSettings run, Path directory) {
    int wanted = teachers != null ? teachers : run.teacher().workers();
    if (wanted < 0 || standbyStudents < 0) {
      throw wrongCall("--teachers and --standby-students must be at least 0");
    }
    if (coordinators < 1) {
      throw wrongCall("--coordinators is " + coordinators + ", must be at least 1");
    }
    if (run.runsTeacher() && wanted < run.work().pool().minTeachers()) {
      throw wrongCall(
          "--teachers is %d, but the run waits for work.min-teachers = %d of them"
              .formatted(wanted, run.work().pool().minTeachers()));
    }
    return new ClusterPlan(
        run,
        directory,
        new ClusterPlan.Origin(conf, overrides),
        new ClusterPlan.Sizes(coordinators, run.runsTeacher() ? wanted : 0, standbyStudents));
  }

  private static void makeLogs(Path directory) {
    try {
      Files.createDirectories(directory.resolve(ClusterPlan.LOGS));
    } catch (IOException e) {
      throw DocentException.stop(
          "output-dir %s cannot be made (%s); choose another".formatted(directory, IoReason.of(e)),
          e);
    }
  }

  /** Stops the run as docent stop does; a cluster that does not hear it is told by SIGTERM. */
  private void stop(LocalCluster cluster, Path directory) {
    cluster.stopRestarting();
    System.err.println(
        "stopping: committing what is done after the step in hand; Ctrl-C again kills everything");
    try (ClusterClient client =
        ClusterClient.join(
            JoinTargets.resolve(List.of(directory.toString()), Duration.ZERO),
            Optional.of(ClusterPlan.HOST),
            TO_BE_HEARD,
            Tls.loadIfSet(SettingsLoader.tls(conf, overrides)))) {
      RunStop.of(client, "interrupted");
    } catch (DocentException unheard) {
      System.err.println("the coordinator does not answer and is terminated");
      cluster.terminateCoordinators();
    }
  }

  private ParameterException wrongCall(String rule) {
    return new ParameterException(spec.commandLine(), rule);
  }
}
