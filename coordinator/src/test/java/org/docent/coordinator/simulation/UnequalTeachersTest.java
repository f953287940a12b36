package org.docent.coordinator.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.coordinator.ledger.TeacherSignal;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.run.Outbound;
import org.docent.coordinator.run.RunDesk;
import org.docent.coordinator.run.RunSetup;
import org.docent.coordinator.run.TeacherPresence;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.control.TeacherProtocol.Assign;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.StepPlan;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.WorkSettings;
import org.docent.protocol.signal.SignalLocation;
import org.junit.jupiter.api.Test;

/** Teachers of unequal speed, in simulated time: each asks again when it is done. */
class UnequalTeachersTest implements Outbound {

  private static final TeacherId FAST = new TeacherId("fast");
  private static final TeacherId SLOW = new TeacherId("slow");
  private static final Map<TeacherId, Integer> MILLIS = Map.of(FAST, 100, SLOW, 400);
  private static final StudentId STUDENT = TestRuns.STUDENT;

  private final SimulatedTime time = new SimulatedTime();
  private final Map<TeacherId, Deque<Assign>> queues = new TreeMap<>();
  private final Map<TeacherId, Integer> computed = new TreeMap<>();
  private final Map<StepId, StepPlan> plans = new TreeMap<>();
  private final Set<MicroBatchId> ready = new HashSet<>();
  private final RunDesk desk = new RunDesk(setup(), this);
  private StepId next = new StepId(0, 0);

  @Test
  void shareTheWorkInProportionToTheirSpeed() {
    for (TeacherId teacher : MILLIS.keySet()) {
      queues.put(teacher, new ArrayDeque<>());
      desk.teachers()
          .here(
              new TeacherPresence(
                  teacher,
                  new SignalLocation("p", "h", 1),
                  TestRuns.credentials("same", 1),
                  List.of()),
              /* newcomer= */ true);
      desk.teachers().requestWork(teacher, 2);
    }
    desk.studentAt(STUDENT, /* newcomer= */ true, null);

    while (next.step() < 50 && time.step()) {
      takeSteps();
    }

    int fast = computed.getOrDefault(FAST, 0);
    assertThat(fast + computed.getOrDefault(SLOW, 0)).isBetween(200, 200 + 16);
    assertThat(fast).isBetween(155, 175); // four fifths of them, give or take a lease
  }

  private void takeSteps() {
    StepPlan plan = plans.get(next);
    while (plan != null && plan.parts().stream().allMatch(part -> ready.contains(part.id()))) {
      StepId done = next;
      next = done.next();
      desk.stepDone(new StepDone(STUDENT, done, plan.parts(), TestRuns.report(4)));
      plan = plans.get(next);
    }
  }

  @Override
  public void toTeacher(TeacherId teacher, TeacherProtocol.Command message) {
    if (message instanceof Assign assign) {
      Deque<Assign> queue = requireNonNull(queues.get(teacher));
      queue.add(assign);
      if (queue.size() == 1) {
        time.after(requireNonNull(MILLIS.get(teacher)), () -> finish(teacher));
      }
    }
  }

  private void finish(TeacherId teacher) {
    Deque<Assign> queue = requireNonNull(queues.get(teacher));
    Assign done = queue.remove();
    computed.merge(teacher, 1, Integer::sum);
    if (!queue.isEmpty()) {
      time.after(requireNonNull(MILLIS.get(teacher)), () -> finish(teacher));
    }
    desk.teachers().signalReady(new TeacherSignal(teacher, done.plan().id(), done.epoch(), 8));
    desk.teachers().requestWork(teacher, 2 - queue.size());
  }

  @Override
  public void toStudent(StudentId student, StudentProtocol.Command message) {
    if (message instanceof StudentProtocol.Train train) {
      plans.put(train.plan().id(), train.plan());
    } else if (message instanceof StudentProtocol.SignalAvailable signal) {
      ready.add(signal.id());
    }
  }

  private RunSetup setup() {
    RunSettings run =
        TestRuns.run(
            Path.of("run"),
            new WorkSettings(16, 2, 1 << 20, TestRuns.LEASE, TestRuns.HEARTBEAT, 3, Duration.ZERO),
            TestRuns.stage("dpt", TestRuns.WITH_TEACHER, new BatchSettings(1, 4), 50, 0));
    return new RunSetup(
        run,
        "",
        TestRuns.students(run, () -> Cursor.BEGINNING),
        RunSetup.training(run, List.of(StageSamples.counted(200))),
        StoredSignals.NONE,
        List.of(),
        () -> time.nowMillis() * 1_000_000,
        null);
  }
}
