package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.coordinator.ledger.TeacherSignal;
import org.docent.coordinator.manifest.Cursor;
import org.docent.protocol.control.CoordinatorProtocol.HeldSignal;
import org.docent.protocol.control.CoordinatorProtocol.Rejection;
import org.docent.protocol.control.CoordinatorProtocol.SignalRejected;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.StudentProtocol.BeginStage;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.control.TeacherProtocol.Assign;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.signal.SignalLocation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What others know of a coordinator that was here before, and what this one never heard. */
class OutdatedWordTest implements Outbound {

  private static final TeacherId TEACHER = new TeacherId("a");
  private static final StudentId STUDENT = TestRuns.STUDENT;

  private final List<StudentProtocol.Command> toStudent = new ArrayList<>();
  private final List<Assign> leases = new ArrayList<>();
  private Cursor newest = Cursor.BEGINNING;
  private long nanos;
  private final RunDesk desk = new RunDesk(setup(), this);

  @Test
  void aStudentThatTriedAnOutdatedSignalHearsOfTheOneOfNowAtOnce() {
    teacherHere();
    desk.studentAt(STUDENT, /* newcomer= */ true, null);
    MicroBatchId id = leases.get(0).plan().id();
    desk.teachers().signalReady(new TeacherSignal(TEACHER, id, leases.get(0).epoch(), 8));
    toStudent.clear();

    desk.teachers()
        .signalRejected(
            new SignalRejected(
                STUDENT, id, new LeaseEpoch(1000), Rejection.UNREACHABLE, "connection refused"));

    assertThat(toStudent)
        .singleElement()
        .isInstanceOfSatisfying(
            SignalAvailable.class,
            told -> {
              assertThat(told.id()).isEqualTo(id);
              assertThat(told.epoch()).isEqualTo(leases.get(0).epoch());
            });
  }

  @Test
  void leasesToComeAreAboveAllThatTeachersHold() {
    desk.studentAt(STUDENT, /* newcomer= */ true, new StepId(0, 1));

    teacherHere(new HeldSignal(new MicroBatchId(0, 0, 0, 0), new LeaseEpoch(77), 8));
    nanos = 3 * TestRuns.HEARTBEAT.toNanos(); // by now all have said what they hold
    desk.teachers().tick();

    assertThat(leases).isNotEmpty();
    assertThat(leases).allMatch(lease -> lease.epoch().compareTo(new LeaseEpoch(77)) > 0);
  }

  @Test
  void aStudentThatBeginsAnewIsSentToACommitOfWhichNoWordCame() {
    begins();
    for (int step = 0; step < 3; step++) {
      desk.stepDone(new StepDone(STUDENT, new StepId(0, step), List.of(), TestRuns.report(1)));
    }
    newest = new Cursor(new StepId(0, 3), "checkpoint-3");

    assertThat(sentToAfterItsDeath()).isEqualTo("checkpoint-3");
  }

  @Test
  void itTakesStepsAgainThatWereNeverHeardOfWhereTheCommitBeforeIsThere() {
    begins();
    newest = new Cursor(new StepId(0, 3), "checkpoint-3");

    assertThat(sentToAfterItsDeath()).isNull();
  }

  @Test
  void itDoesWithoutThemWhereTheCommitBeforeIsGone() {
    begins();
    desk.checkpointCommitted(STUDENT, new StepId(0, 2), "removed-since");
    newest = new Cursor(new StepId(0, 3), "checkpoint-3");

    assertThat(sentToAfterItsDeath()).isEqualTo("checkpoint-3");
  }

  private void begins() {
    teacherHere();
    desk.studentAt(STUDENT, /* newcomer= */ true, null);
  }

  private @Nullable String sentToAfterItsDeath() {
    desk.studentGone(STUDENT, "killed");
    toStudent.clear();
    desk.studentAt(STUDENT, /* newcomer= */ true, null);
    List<BeginStage> begins =
        toStudent.stream()
            .filter(BeginStage.class::isInstance)
            .map(BeginStage.class::cast)
            .toList();
    assertThat(begins).hasSize(1);
    return begins.get(0).checkpoint();
  }

  private void teacherHere(HeldSignal... held) {
    desk.teachers()
        .here(
            new TeacherPresence(
                TEACHER,
                new SignalLocation("p", "h", 1),
                TestRuns.credentials("same", 1),
                List.of(held)),
            /* newcomer= */ true);
    desk.teachers().requestWork(TEACHER, 2);
  }

  @Override
  public void toTeacher(TeacherId teacher, TeacherProtocol.Command message) {
    if (message instanceof Assign assign) {
      leases.add(assign);
    }
  }

  @Override
  public void toStudent(StudentId student, StudentProtocol.Command message) {
    toStudent.add(message);
  }

  private RunSetup setup() {
    RunSettings run =
        TestRuns.run(
            Path.of("run"),
            4,
            TestRuns.stage("dpt", TestRuns.WITH_TEACHER, new BatchSettings(1, 1), 8, 1));
    return new RunSetup(
        run,
        "",
        TestRuns.students(run, () -> newest),
        RunSetup.training(run, List.of(StageSamples.counted(8))),
        StoredSignals.NONE,
        List.of(),
        () -> nanos,
        null);
  }
}
