package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.docent.actors.node.NodeRole;
import org.docent.actors.node.NodeSettings;
import org.docent.model.compute.DeviceThread;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StudentSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run whose nodes are all in this process: real cluster members that meet over the loopback, one
 * with the coordinator, one for each teacher worker and each student trainer.
 */
final class LocalRun implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LocalRun.class);

  private final RunSettings run;
  private final CoordinatorNode coordinator;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private LocalRun(LoadedRun loaded, RunDirectory directory, Preflight preflight) {
    this.run = loaded.settings();
    this.coordinator =
        CoordinatorNode.start(
            loaded,
            directory,
            preflight,
            new NodeSettings(
                NodeRole.COORDINATOR,
                run.cluster().host(),
                run.cluster().port(),
                List.of(),
                /* ownsProcess= */ false));
    opened.push(coordinator);
    try {
      openWorkers();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Begins a new run. */
  static LocalRun begin(LoadedRun loaded) {
    Preflight preflight = lookAt(loaded.settings()); // what cannot work leaves no directory behind
    LoadedRun settled = loaded.settled(preflight.sameTower(), preflight.compared());
    return new LocalRun(settled, RunDirectory.create(settled), preflight);
  }

  /** Goes on with the run in that directory. */
  static LocalRun resume(Path directory) {
    RunDirectory found = new RunDirectory(directory.toAbsolutePath().normalize());
    LoadedRun loaded = found.load();
    return new LocalRun(loaded, found, lookAt(loaded.settings()));
  }

  private static Preflight lookAt(RunSettings run) {
    Preflight preflight = Preflight.of(run);
    run.students()
        .forEach(student -> DeviceThread.require("student.device", student.device().device()));
    if (run.needsTeacher()) {
      DeviceThread.require("teacher.device", run.teacher().device().device());
    }
    preflight.memory().requireTogether(run);
    return preflight;
  }

  /** Waits for the end, stops all nodes and says how the run ended. */
  RunOutcome outcome() {
    RunOutcome ended = coordinator.outcome().join();
    close();
    return ended;
  }

  /**
   * Waits for the end as a command does: Ctrl-C commits a checkpoint first. Returns the exit code.
   */
  int await() {
    return StopOnInterrupt.during(
        coordinator, run.outputDir(), () -> ExitCode.of(outcome(), run.outputDir()));
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        log.warn("a node did not stop cleanly", e);
      }
    }
  }

  private void openWorkers() {
    if (run.needsTeacher()) {
      for (int n = 1; n <= run.teacher().workers(); n++) {
        opened.push(teacher(n));
      }
    }
    run.students().forEach(student -> opened.push(student(student)));
  }

  private WorkerNode teacher(int number) {
    return WorkerNode.teacher(
        joining(NodeRole.TEACHER), "teacher-" + number, run.teacher().device(), run.stream());
  }

  private WorkerNode student(StudentSettings student) {
    return WorkerNode.student(
        joining(NodeRole.STUDENT),
        new StudentId(student.name(), 0),
        student.device(),
        run.stream());
  }

  private NodeSettings joining(NodeRole role) {
    return new NodeSettings(
        role, run.cluster().host(), 0, List.of(coordinator.address()), /* ownsProcess= */ false);
  }
}
