package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntFunction;
import org.docent.actors.node.NodeRole;
import org.docent.actors.node.NodeSettings;
import org.docent.actors.tls.Tls;
import org.docent.coordinator.ledger.CapturePlanner;
import org.docent.coordinator.run.RunObserver;
import org.docent.coordinator.run.RunOutcome;
import org.docent.model.compute.DeviceThread;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.LoadedRun;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StudentSettings;
import org.docent.protocol.teacher.TeacherFacts;
import org.jspecify.annotations.Nullable;
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
  private final @Nullable Tls tls;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private LocalRun(RunSettings run, CoordinatorNode coordinator, @Nullable Tls tls) {
    this.run = run;
    this.coordinator = coordinator;
    this.tls = tls;
    opened.push(coordinator);
  }

  private LocalRun withWorkers() {
    try {
      openWorkers();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Begins a new run.
   *
   * @param tls of this machine, null for none; so for the others
   */
  static LocalRun begin(LoadedRun loaded, @Nullable Tls tls) {
    Preflight preflight = lookAt(loaded.settings()); // what cannot work leaves no directory behind
    LoadedRun settled = loaded.settled(preflight.sameTower(), preflight.compared());
    RunStore store = RunStore.openFor(settled.settings(), preflight);
    return local(settled, RunDirectory.create(settled), preflight, store, tls);
  }

  /** Goes on with the run in that directory. */
  static LocalRun resume(Path directory, @Nullable Tls tls) {
    RunDirectory found = new RunDirectory(directory.toAbsolutePath().normalize());
    LoadedRun loaded = found.load();
    Preflight preflight = lookAt(loaded.settings());
    return local(loaded, found, preflight, RunStore.openFor(loaded.settings(), preflight), tls);
  }

  /** Begins a capture of what those planners name. */
  static LocalRun capture(
      LoadedRun loaded,
      List<CapturePlanner> planners,
      @Nullable TeacherFacts teacher,
      RunObserver progress,
      @Nullable Tls tls) {
    return coordinate(loaded, planners, teacher, progress, tls).withWorkers();
  }

  /** Begins a capture whose workers are elsewhere. */
  static LocalRun coordinate(
      LoadedRun loaded,
      List<CapturePlanner> planners,
      @Nullable TeacherFacts teacher,
      RunObserver progress,
      @Nullable Tls tls) {
    RunSettings run = loaded.settings();
    return new LocalRun(
        run, CoordinatorNode.capture(loaded, planners, teacher, progress, here(run, tls)), tls);
  }

  private static LocalRun local(
      LoadedRun loaded,
      RunDirectory directory,
      Preflight preflight,
      RunStore store,
      @Nullable Tls tls) {
    RunSettings run = loaded.settings();
    CoordinatorNode coordinator =
        CoordinatorNode.start(loaded, directory, preflight, store, here(run, tls));
    return new LocalRun(run, coordinator, tls).withWorkers();
  }

  private static NodeSettings here(RunSettings run, @Nullable Tls tls) {
    return new NodeSettings(
        NodeRole.COORDINATOR,
        run.cluster().host(),
        run.cluster().port(),
        List.of(),
        /* ownsProcess= */ false,
        tls);
  }

  static Preflight lookAt(RunSettings run) {
    Preflight preflight = Preflight.of(run);
    run.students()
        .forEach(student -> DeviceThread.require("student.device", student.device().device()));
    if (run.runsTeacher()) {
      DeviceThread.require("teacher.device", run.teacher().device().device());
    }
    int wanted = run.work().pool().minTeachers();
    if (run.runsTeacher() && wanted > run.teacher().workers()) {
      throw DocentException.stop(
          "work.min-teachers is %d, but teacher.workers only %d: this run would wait for ever; raise the one or lower the other"
              .formatted(wanted, run.teacher().workers()));
    }
    preflight.memory().requireTogether(run);
    return preflight;
  }

  /** {@code host:port} by which workers join. */
  String address() {
    return coordinator.address();
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
        coordinator,
        "docent resume " + run.outputDir(),
        () -> ExitCode.of(outcome(), run.outputDir()));
  }

  /**
   * Waits for the end as a command does.
   *
   * @param goOn the command that goes on with what was interrupted
   */
  int await(String goOn, ToIntFunction<RunOutcome> exit) {
    return StopOnInterrupt.during(coordinator, goOn, () -> exit.applyAsInt(outcome()));
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
    if (run.runsTeacher()) {
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
        role,
        run.cluster().host(),
        0,
        List.of(coordinator.address()),
        /* ownsProcess= */ false,
        tls);
  }
}
