package org.docent.coordinator.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.coordinator.ledger.TeacherSignal;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.run.Outbound;
import org.docent.coordinator.run.RunDesk;
import org.docent.coordinator.run.RunSetup;
import org.docent.coordinator.run.StudentSetup;
import org.docent.coordinator.run.TeacherPresence;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.WorkSettings;

/**
 * A coordinator under load: teachers that finish one lease after another, at random of all that are
 * out, and a student that applies each step as soon as its signals are there. Nothing takes time
 * but the coordinator.
 */
final class LoadedCoordinator implements Outbound {

  private static final int LEASES = 2;
  private static final long SIGNAL_BYTES = 8L << 20;
  private static final StudentId STUDENT = new StudentId("student", 0);

  private static final class Teacher {
    final TeacherId id;
    final List<TeacherProtocol.Assign> inHand = new ArrayList<>(LEASES);

    Teacher(TeacherId id) {
      this.id = id;
    }
  }

  private final SplittableRandom random;
  private final RunDesk desk;
  private final Map<TeacherId, Teacher> teachers = new HashMap<>();
  private final List<Teacher> working = new ArrayList<>();
  private final Map<Integer, Integer> partsMissing = new HashMap<>();
  private StepId next = new StepId(0, 0);
  private long leases;

  LoadedCoordinator(LoadWork work, LongSupplier nanos) {
    this.random = new SplittableRandom(work.seed());
    RunSettings run = settings(work);
    RunSetup setup =
        new RunSetup(
            run,
            "",
            List.of(new StudentSetup(run, "", () -> Cursor.BEGINNING)),
            RunSetup.training(run, List.of(StageSamples.counted(work.samples()))),
            StoredSignals.NONE,
            List.of(),
            nanos,
            null);
    this.desk = new RunDesk(setup, this);
    for (int i = 0; i < work.teachers(); i++) {
      Teacher teacher = new Teacher(new TeacherId("teacher-" + i));
      teachers.put(teacher.id, teacher);
      working.add(teacher);
      register(teacher, /* newcomer= */ true);
      desk.teachers().requestWork(teacher.id, LEASES);
    }
    desk.studentAt(STUDENT, /* newcomer= */ true, null);
  }

  private static RunSettings settings(LoadWork work) {
    WorkSettings settings =
        new WorkSettings(
            null, LEASES, 2L << 30, Duration.ofMinutes(2), Duration.ofSeconds(2), 3, Duration.ZERO);
    VirtualRuns.Stage stage =
        new VirtualRuns.Stage(
            "dft", true, false, new BatchSettings(1, work.stepMicroBatches()), work.steps(), 0);
    return VirtualRuns.run(List.of(STUDENT.name()), settings, List.of(stage));
  }

  /** Leases that were given so far. */
  long leases() {
    return leases;
  }

  boolean ended() {
    return desk.ended();
  }

  /** Micro-batches that may be open at once. */
  int window() {
    return desk.work().window();
  }

  /** One teacher finishes a lease, or the student a step. */
  void advance() {
    Integer missing = partsMissing.get(next.step());
    if (missing != null && missing == 0) {
      finishStep();
    } else {
      finishLease();
    }
  }

  /** Every teacher says where it is and what it holds, as it does with each heartbeat. */
  void heartbeats() {
    working.forEach(teacher -> register(teacher, /* newcomer= */ false));
  }

  private void register(Teacher teacher, boolean newcomer) {
    desk.teachers()
        .here(
            new TeacherPresence(
                teacher.id, VirtualRuns.NOWHERE, VirtualRuns.CREDENTIALS, List.of()),
            newcomer);
  }

  private void finishStep() {
    partsMissing.remove(next.step());
    StepId done = next;
    next = next.next();
    desk.stepDone(new StepDone(STUDENT, done, List.of(), VirtualRuns.REPORT));
    if (!partsMissing.containsKey(next.step()) && isLast()) {
      desk.checkpointCommitted(STUDENT, next, "checkpoint");
      desk.modelSaved(STUDENT, "model");
    }
  }

  private boolean isLast() {
    return desk.work().level().open() == 0;
  }

  private void finishLease() {
    Teacher teacher = working.get(random.nextInt(working.size()));
    while (teacher.inHand.isEmpty()) {
      teacher = working.get(random.nextInt(working.size()));
    }
    TeacherProtocol.Assign lease = teacher.inHand.remove(0);
    MicroBatchId id = lease.plan().id();
    LeaseEpoch epoch = lease.epoch();
    desk.teachers().signalReady(new TeacherSignal(teacher.id, id, epoch, SIGNAL_BYTES));
    desk.teachers().requestWork(teacher.id, LEASES - teacher.inHand.size());
  }

  @Override
  public void toTeacher(TeacherId teacher, TeacherProtocol.Command message) {
    if (message instanceof TeacherProtocol.Assign assign) {
      leases++;
      Objects.requireNonNull(teachers.get(teacher)).inHand.add(assign);
    }
  }

  @Override
  public void toStudent(StudentId student, StudentProtocol.Command message) {
    if (message instanceof StudentProtocol.Train train) {
      partsMissing.put(train.plan().id().step(), train.plan().parts().size());
    } else if (message instanceof StudentProtocol.SignalAvailable signal) {
      partsMissing.merge(signal.id().step(), -1, Integer::sum);
    }
  }
}
