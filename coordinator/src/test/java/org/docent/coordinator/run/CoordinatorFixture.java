package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.typed.Cluster;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.coordinator.manifest.Cursor;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.Command;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.docent.protocol.settings.TeacherPoolSettings;
import org.docent.protocol.settings.WorkSettings;
import org.docent.protocol.signal.SignalLocation;
import org.docent.protocol.teacher.TeacherCredentials;
import org.jspecify.annotations.Nullable;

/** A coordinator in an actor system whose time moves by hand, and what tests say to it. */
final class CoordinatorFixture implements AutoCloseable {

  static final TeacherId A = new TeacherId("a");
  static final TeacherId B = new TeacherId("b");
  static final StudentId STUDENT = new StudentId("student", 0);
  static final SignalLocation LOCATION = new SignalLocation("process", "127.0.0.1", 1);

  final ActorTestKit kit =
      ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.load("application-test")));
  final ManualTime time = ManualTime.get(kit.system());
  private final AtomicLong nanos = new AtomicLong();

  /** Bytes of signals that a teacher may hold. */
  long outboxBytes = 1 << 30;

  /** Admitted teachers that the first stage with a teacher waits for. */
  int minTeachers = 1;

  RecordingObserver observer = new RecordingObserver();
  ActorRef<Command> coordinator = kit.system().deadLetters().narrow();
  TestProbe<StudentProtocol.Command> student = kit.createTestProbe(StudentProtocol.Command.class);
  TestProbe<TeacherProtocol.Command> a = kit.createTestProbe(TeacherProtocol.Command.class);
  TestProbe<TeacherProtocol.Command> b = kit.createTestProbe(TeacherProtocol.Command.class);

  /** Three steps of two micro-batches each, a commit after the second; the window holds four. */
  static StageSettings dpt() {
    return TestRuns.stage("dpt", TestRuns.WITH_TEACHER, new BatchSettings(1, 2), 3, 2);
  }

  /** Two steps without a teacher. */
  static StageSettings sft() {
    return TestRuns.stage("sft", TestRuns.WITHOUT_TEACHER, new BatchSettings(1, 2), 2, 0);
  }

  void start(Cursor from, StageSettings... stages) {
    observer = new RecordingObserver();
    student = kit.createTestProbe(StudentProtocol.Command.class);
    a = kit.createTestProbe(TeacherProtocol.Command.class);
    b = kit.createTestProbe(TeacherProtocol.Command.class);
    List<StageSamples> samples =
        List.of(stages).stream().map(stage -> StageSamples.counted(6)).toList();
    WorkSettings work =
        new WorkSettings(
            4,
            2,
            outboxBytes,
            TestRuns.LEASE,
            TestRuns.HEARTBEAT,
            TestRuns.STRIKES,
            Duration.ZERO,
            new TeacherPoolSettings(minTeachers, Duration.ofSeconds(60)));
    RunSettings run = TestRuns.run(Path.of("run"), work, stages);
    RunSetup setup =
        new RunSetup(
            run,
            "configuration",
            TestRuns.students(run, () -> from),
            RunSetup.training(run, samples),
            StoredSignals.NONE,
            List.of(observer),
            nanos::get,
            null);
    coordinator = kit.spawn(Coordinator.create(setup));
  }

  /** Starts a run of {@link #dpt} with student and teacher A, whose first messages are taken. */
  void startWithBoth() {
    start(Cursor.BEGINNING, dpt());
    register(A, a);
    a.expectMessageClass(TeacherProtocol.Welcome.class);
    registerStudent(null);
    student.expectMessageClass(StudentProtocol.Welcome.class);
    student.expectMessageClass(StudentProtocol.BeginStage.class);
    student.expectMessageClass(StudentProtocol.Train.class);
    student.expectMessageClass(StudentProtocol.Train.class);
  }

  /** A teacher beside A and B. */
  record Extra(TeacherId id, TestProbe<TeacherProtocol.Command> probe) {}

  private final Map<String, Extra> extras = new TreeMap<>();

  /** The teacher of that name, which registers when it is first asked for. */
  Extra extra(String name) {
    return extras.computeIfAbsent(
        name,
        any -> {
          Extra teacher =
              new Extra(new TeacherId(name), kit.createTestProbe(TeacherProtocol.Command.class));
          register(teacher.id(), teacher.probe());
          return teacher;
        });
  }

  /** A teacher says that it is here; without credentials before it has loaded. */
  void show(
      TeacherId id,
      TestProbe<TeacherProtocol.Command> probe,
      @Nullable TeacherCredentials credentials) {
    coordinator.tell(
        new CoordinatorProtocol.RegisterTeacher(id, probe.ref(), LOCATION, credentials, List.of()));
  }

  void register(
      TeacherId id,
      TestProbe<TeacherProtocol.Command> probe,
      CoordinatorProtocol.HeldSignal... held) {
    coordinator.tell(
        new CoordinatorProtocol.RegisterTeacher(
            id, probe.ref(), LOCATION, TestRuns.credentials("weights", 1), List.of(held)));
  }

  void registerStudent(@Nullable StepId next) {
    coordinator.tell(
        new CoordinatorProtocol.RegisterStudent(STUDENT, student.ref(), next != null, next));
  }

  void requestWork(TeacherId id, int slots) {
    coordinator.tell(new CoordinatorProtocol.RequestWork(id, slots));
  }

  void ready(TeacherId id, TeacherProtocol.Assign assign) {
    coordinator.tell(
        new CoordinatorProtocol.SignalReady(
            id, assign.plan().id(), assign.epoch(), 8, assign.plan().samples().size(), 250_000));
  }

  void stepDone(int stage, int step) {
    coordinator.tell(
        new CoordinatorProtocol.StepDone(
            STUDENT, new StepId(stage, step), List.of(), TestRuns.report(2)));
  }

  void committed(int stage, int next, String directory) {
    coordinator.tell(
        new CoordinatorProtocol.CheckpointCommitted(STUDENT, new StepId(stage, next), directory));
  }

  void pass(Duration span) {
    nanos.addAndGet(span.toNanos());
    time.timePasses(span);
  }

  static TeacherProtocol.Assign assigned(TestProbe<TeacherProtocol.Command> teacher) {
    return teacher.expectMessageClass(TeacherProtocol.Assign.class);
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }

  /** Lets teacher A compute the first step; its signals are announced to the student. */
  void computeStep() {
    requestWork(A, 2);
    TeacherProtocol.Assign first = assigned(a);
    TeacherProtocol.Assign second = assigned(a);
    ready(A, first);
    ready(A, second);
    student.expectMessageClass(StudentProtocol.SignalAvailable.class);
    student.expectMessageClass(StudentProtocol.SignalAvailable.class);
  }

  /** Returns once the coordinator has handled all that was sent to it before. */
  void settle() {
    TestProbe<StudentProtocol.Command> stranger =
        kit.createTestProbe(StudentProtocol.Command.class);
    ActorRef<StudentProtocol.Command> ref = stranger.ref();
    coordinator.tell(
        new CoordinatorProtocol.RegisterStudent(new StudentId("stranger", 0), ref, false, null));
    stranger.expectMessage(StudentProtocol.Stop.INSTANCE);
  }

  /** Waits until the observer has heard that. */
  void settleUntil(String heard) {
    TestProbe<Object> waiter = kit.createTestProbe();
    waiter.awaitAssert(
        () -> {
          assertThat(observer.heard).contains(heard);
          return heard;
        });
  }

  /** The address of the one node of this test's cluster. */
  Address self() {
    return Cluster.get(kit.system()).selfMember().address();
  }

  /** A micro-batch of the first stage. */
  static MicroBatchId id(int step, int part) {
    return new MicroBatchId(0, step, 0, part);
  }
}
