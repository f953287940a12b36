package org.docent.coordinator.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.term.Term;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.StudentProtocol.StepsRecorded;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.WorkSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What metrics.jsonl holds when a coordinator, its student or both die at any moment. */
class MetricsTakeoverTest {

  private static final StudentId STUDENT = TestRuns.STUDENT;

  private final Path folder;
  private final List<StudentProtocol.Command> toStudent = new ArrayList<>();
  private Cursor committed = Cursor.BEGINNING;

  MetricsTakeoverTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** A coordinator's life: its log and its desk. */
  private record Life(MetricsLog log, RunDesk desk) {
    void done(int... steps) {
      for (int step : steps) {
        desk.stepDone(new StepDone(STUDENT, new StepId(0, step), List.of(), TestRuns.report(2)));
      }
    }
  }

  @Test
  void stepsThatTheDeadCoordinatorWroteStayAndThoseItOnlyHeardOfComeFromTheStudent()
      throws IOException {
    Life first = live();
    first.desk.studentAt(STUDENT, true, null);
    first.done(0, 1, 2);
    committed = new Cursor(new StepId(0, 1), "checkpoint-1");
    first.log.close(); // of steps 4 and 5 it hears and is killed before it writes them
    first.done(3, 4);

    Life second = live();
    second.done(3, 4); // before the student has said where it is: comes again
    second.desk.studentAt(STUDENT, true, new StepId(0, 5));
    second.done(3, 4, 5);
    second.done(3, 4);
    second.log.close();

    assertThat(logged()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void stepsAfterTheCheckpointAreDroppedOnceBothAreDead() throws IOException {
    Life first = live();
    first.desk.studentAt(STUDENT, true, null);
    first.done(0, 1, 2);
    first.log.close();
    committed = new Cursor(new StepId(0, 1), "checkpoint-1");

    Life second = live();
    second.desk.studentAt(STUDENT, true, null);
    second.done(1, 2, 3);
    second.log.close();

    assertThat(logged()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aStudentThatDiesAfterItsCoordinatorGoesBackAndItsLinesWithIt() throws IOException {
    Life first = live();
    first.desk.studentAt(STUDENT, true, null);
    first.done(0, 1, 2);
    first.log.close();
    committed = new Cursor(new StepId(0, 1), "checkpoint-1");

    Life second = live();
    second.desk.studentAt(STUDENT, true, new StepId(0, 4));
    second.done(3);
    second.desk.studentGone(STUDENT, "killed");
    second.desk.studentAt(STUDENT, true, null);
    second.done(1, 2);
    second.log.close();

    assertThat(logged()).containsExactly(1, 2, 3);
  }

  @Test
  void stepsReportedAfterAGapAreWrittenAsSoonAsItIsFilled() throws IOException {
    Life life = live();
    life.desk.studentAt(STUDENT, true, new StepId(0, 3));
    life.done(3, 4);
    life.done(0, 1, 2);
    life.log.close();

    assertThat(logged()).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void aRunEndsOnlyWhenEachStepIsOnRecord() throws IOException {
    committed = new Cursor(new StepId(1, 0), "checkpoint-8");
    Life life = live();
    life.desk.studentAt(STUDENT, true, null);
    life.desk.studentAt(STUDENT, false, new StepId(0, 8));
    life.desk.modelSaved(STUDENT, "model");
    assertThat(life.desk.ended()).isTrue(); // it took no step that is not on record

    Life second = live();
    second.desk.studentAt(STUDENT, true, new StepId(0, 8));
    second.done(6, 7);
    second.desk.modelSaved(STUDENT, "model");
    second.log.close();

    assertThat(second.desk.ended()).isFalse();
  }

  @Test
  void linesAreKeptUntilTheStudentHasSaidWhereItIs() throws IOException {
    Life first = live();
    first.desk.studentAt(STUDENT, true, null);
    first.done(0, 1, 2);
    first.log.close();
    committed = new Cursor(new StepId(0, 1), "checkpoint-1");

    live().log.close();

    assertThat(logged()).containsExactly(1, 2, 3);
  }

  @Test
  void aStudentIsToldWhatIsOnRecordAndNothingElse() throws IOException {
    Life life = live();
    life.desk.studentAt(STUDENT, true, null);
    life.done(0, 1);
    life.log.close(); // both are written; nothing more will be
    life.done(2);
    toStudent.clear();

    life.desk.tick();
    life.desk.tick();

    assertThat(toStudent)
        .filteredOn(StepsRecorded.class::isInstance)
        .containsExactly(new StepsRecorded(new StepId(0, 2)));
  }

  @Test
  void whatAStudentSaysAgainIsAcknowledgedAgain() throws IOException {
    Life life = live();
    life.desk.studentAt(STUDENT, true, null);
    life.done(0, 1);
    life.log.close();
    life.desk.tick();
    toStudent.clear();

    life.done(0);
    life.desk.tick();

    assertThat(toStudent).contains(new StepsRecorded(new StepId(0, 2)));
  }

  @Test
  void aLogThatSomebodyCutIsGoneOnWith() throws IOException {
    committed = new Cursor(new StepId(0, 2), "checkpoint-2");
    Life life = live();
    life.desk.studentAt(STUDENT, true, null);
    life.done(2, 3);
    life.log.close();

    assertThat(logged()).containsExactly(3, 4);
  }

  private List<Integer> logged() throws IOException {
    return MetricsLog.read(folder).stream().map(MetricsLine::globalStep).toList();
  }

  private Life live() throws IOException {
    WorkSettings work =
        new WorkSettings(
            4, 2, 1 << 30, TestRuns.LEASE, TestRuns.HEARTBEAT, TestRuns.STRIKES, Duration.ZERO);
    RunSettings run =
        TestRuns.run(
            folder,
            work,
            TestRuns.stage("sft", TestRuns.WITHOUT_TEACHER, new BatchSettings(1, 2), 8, 0));
    MetricsLog log = new MetricsLog(run, Term.take(folder, "h:1"));
    RunSetup setup =
        new RunSetup(
            run,
            "configuration",
            TestRuns.students(run, () -> committed),
            RunSetup.training(run, List.of(StageSamples.counted(16))),
            StoredSignals.NONE,
            List.of(log),
            () -> 0,
            null);
    Outbound out =
        new Outbound() {
          @Override
          public void toTeacher(TeacherId teacher, TeacherProtocol.Command message) {}

          @Override
          public void toStudent(StudentId student, StudentProtocol.Command message) {
            toStudent.add(message);
          }
        };
    return new Life(log, new RunDesk(setup, out));
  }
}
