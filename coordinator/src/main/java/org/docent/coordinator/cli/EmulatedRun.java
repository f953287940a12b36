package org.docent.coordinator.cli;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.docent.actors.bench.EmulatedDevice;
import org.docent.actors.bench.EmulatedStudent;
import org.docent.actors.bench.EmulatedTeacher;
import org.docent.actors.node.DocentNode;
import org.docent.actors.node.NodeRole;
import org.docent.actors.node.NodeSettings;
import org.docent.actors.node.NodeSystem;
import org.docent.actors.node.StudentParts;
import org.docent.actors.node.TeacherDevice;
import org.docent.actors.node.TeacherParts;
import org.docent.actors.stream.Outboxes;
import org.docent.actors.stream.SignalClient;
import org.docent.actors.student.SignalRoute;
import org.docent.actors.student.StudentDuty;
import org.docent.actors.teacher.TeacherDuty;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.run.CoordinatorSingleton;
import org.docent.coordinator.run.RunSetup;
import org.docent.coordinator.run.StudentSetup;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SettingsLoader;

/**
 * A run on real nodes that meet over the loopback, with real messages and signals that are really
 * pulled, and devices that only take their time.
 */
final class EmulatedRun implements AutoCloseable {

  private static final StudentId STUDENT = new StudentId("student", 0);
  private static final int WORKERS_OF_A_NODE = 8;

  /**
   * What runs.
   *
   * @param teacherNanos for each teacher how long it takes for a micro-batch
   * @param studentNanos how long the student takes
   * @param steps of {@code stepMicroBatches} micro-batches of one sample each
   */
  record Work(
      List<Long> teacherNanos,
      long studentNanos,
      int steps,
      int stepMicroBatches,
      int signalBytes,
      List<String> settings) {}

  private final Work work;
  private final RunSettings run;
  private final String text;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final List<AtomicInteger> computed = new ArrayList<>();
  private final StepClock clock = new StepClock(System::nanoTime);
  private final OutcomeObserver outcome = new OutcomeObserver();

  private EmulatedRun(Work work) {
    this.work = work;
    this.text =
        """
        name = emulated
        teacher.model-path = none
        student.model-path = none
        stages = [dft]
        stage.dft {
          data-path = none.json, group-by-modality-length = false, save-steps = 0
          per-device-train-batch-size = 1, gradient-accumulation-steps = %d, max-steps = %d
        }
        %s
        """
            .formatted(work.stepMicroBatches(), work.steps(), String.join("\n", work.settings()));
    this.run = SettingsLoader.parse(text);
  }

  /** What was measured: when each step was done, and how much each teacher computed. */
  record Measured(StepClock clock, List<Integer> computed) {}

  /** Runs to the end. */
  static Measured run(Work work) {
    try (EmulatedRun emulated = new EmulatedRun(work)) {
      emulated.open();
      emulated.outcome.outcome().join();
      return new Measured(
          emulated.clock, emulated.computed.stream().map(AtomicInteger::get).toList());
    }
  }

  private void open() {
    ActorSystem<Void> coordinator =
        NodeSystem.start(at(NodeRole.COORDINATOR, List.of()), Behaviors.empty());
    opened.push(() -> stop(coordinator));
    RunSetup setup =
        new RunSetup(
            run,
            text,
            List.of(new StudentSetup(run, text, () -> Cursor.BEGINNING)),
            RunSetup.training(
                run, List.of(StageSamples.counted(work.steps() * work.stepMicroBatches()))),
            StoredSignals.NONE,
            List.of(clock, outcome),
            System::nanoTime,
            null);
    CoordinatorSingleton.init(coordinator, setup);
    List<String> seeds = List.of(NodeSystem.addressOf(coordinator));
    for (int from = 0; from < work.teacherNanos().size(); from += WORKERS_OF_A_NODE) {
      int to = Math.min(from + WORKERS_OF_A_NODE, work.teacherNanos().size());
      opened.push(teachers(from, work.teacherNanos().subList(from, to), seeds));
    }
    opened.push(student(seeds));
  }

  private static void stop(ActorSystem<?> system) {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  /** A node of several workers, each with the teacher of its own device. */
  private DocentNode teachers(int first, List<Long> nanos, List<String> seeds) {
    List<TeacherDevice> devices = new ArrayList<>();
    for (int i = 0; i < nanos.size(); i++) {
      EmulatedDevice device =
          new EmulatedDevice("teacher-" + (first + i), System::nanoTime, nanos.get(i));
      opened.push(device);
      AtomicInteger count = new AtomicInteger();
      computed.add(count);
      EmulatedTeacher teacher = new EmulatedTeacher(device, work.signalBytes(), count);
      devices.add(new TeacherDevice(device.executor(), configuration -> teacher));
    }
    TeacherParts parts =
        new TeacherParts(
            "node-" + first,
            devices,
            configuration -> TeacherDuty.of(SettingsLoader.parse(configuration)),
            new Outboxes(() -> "emulated-" + first),
            System::nanoTime,
            CoordinatorSingleton::proxy);
    return DocentNode.teacher(at(NodeRole.TEACHER, seeds), parts, run.stream());
  }

  private DocentNode student(List<String> seeds) {
    EmulatedDevice device = new EmulatedDevice("student", System::nanoTime, work.studentNanos());
    opened.push(device);
    StudentParts parts =
        new StudentParts(
            STUDENT,
            device.executor(),
            (configuration, folder) -> new EmulatedStudent(device, Path.of("emulated")),
            configuration -> StudentDuty.of(SettingsLoader.parse(configuration)),
            new Outboxes(() -> "emulated-student"),
            SignalClient.SameProcess.OVER_SOCKET,
            SignalRoute.LIVE,
            System::nanoTime,
            CoordinatorSingleton::proxy);
    return DocentNode.student(at(NodeRole.STUDENT, seeds), parts, run.stream());
  }

  private static NodeSettings at(NodeRole role, List<String> seeds) {
    return new NodeSettings(role, "127.0.0.1", 0, seeds, /* ownsProcess= */ false);
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("a node did not stop", e);
      }
    }
  }
}
