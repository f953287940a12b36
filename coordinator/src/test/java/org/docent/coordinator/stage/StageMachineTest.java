package org.docent.coordinator.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.stage.Effect.AskForCheckpoint;
import org.docent.coordinator.stage.Effect.AskForModel;
import org.docent.coordinator.stage.Effect.BeginStage;
import org.docent.coordinator.stage.Effect.EndRun;
import org.docent.protocol.id.StepId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StageMachineTest {

  private static final Attendance ALL = new Attendance(true, true);
  private static final Attendance STUDENT_ONLY = new Attendance(true, false);
  private static final Attendance NOBODY = new Attendance(false, false);

  /** dpt has 2 steps, sft 3 and no teacher, dft 1. */
  private final StageMachine machine =
      new StageMachine(
          List.of(
              new StageOutline("dpt", 2, true),
              new StageOutline("sft", 3, false),
              new StageOutline("dft", 1, true)));

  @Test
  void waitsForAStudentAndATeacher() {
    RunState start = machine.start(Cursor.BEGINNING);

    assertThat(on(start, at(null), STUDENT_ONLY)).isEqualTo(stay(start));
    assertThat(on(start, new RunEvent.AttendanceChanged(), new Attendance(false, true)))
        .isEqualTo(stay(start));
    assertThat(on(start, new RunEvent.AttendanceChanged(), ALL))
        .isEqualTo(
            Transition.to(
                new RunState.Running(step(0, 0), Cursor.BEGINNING),
                new BeginStage(step(0, 0), null)));
  }

  @Test
  void aStageWithoutATeacherNeedsAStudentOnly() {
    RunState start = machine.start(new Cursor(step(1, 1), "c3"));

    assertThat(on(start, at(null), STUDENT_ONLY).effects())
        .containsExactly(new BeginStage(step(1, 1), "c3"));
  }

  @Test
  void savesAfterAStagesLastStepAndGoesOnWhenThatIsCommitted() {
    RunState running = new RunState.Running(step(0, 1), Cursor.BEGINNING);

    RunState saving = on(running, applied(0, 1), ALL).next();
    Transition next = on(saving, committed(0, 2, "c2"), STUDENT_ONLY);

    assertThat(saving).isEqualTo(new RunState.Saving(0, Cursor.BEGINNING));
    Cursor cursor = new Cursor(step(1, 0), "c2");
    assertThat(next)
        .isEqualTo(
            Transition.to(
                new RunState.Running(step(1, 0), cursor), new BeginStage(step(1, 0), "c2")));
  }

  @Test
  void waitsForATeacherWhereTheNextStageNeedsOne() {
    RunState saving = new RunState.Saving(1, new Cursor(step(1, 0), "c2"));

    Transition waiting = on(saving, committed(2, 0, "c5"), STUDENT_ONLY);
    Transition running = on(waiting.next(), new RunEvent.AttendanceChanged(), ALL);

    assertThat(waiting)
        .isEqualTo(Transition.to(new RunState.Waiting(new Cursor(step(2, 0), "c5"))));
    assertThat(running.effects()).containsExactly(new BeginStage(step(2, 0), "c5"));
  }

  @Test
  void ignoresAStepThatIsNotTheNext() {
    RunState running = new RunState.Running(step(1, 1), new Cursor(step(1, 0), "c2"));

    assertThat(on(running, applied(1, 0), ALL)).isEqualTo(stay(running));
    assertThat(on(running, applied(1, 2), ALL)).isEqualTo(stay(running));
  }

  @Test
  void savesTheModelAfterTheLastStage() {
    RunState saving = new RunState.Saving(2, new Cursor(step(2, 0), "c5"));

    Transition finishing = on(saving, committed(2, 1, "c6"), ALL);
    Transition finished = on(finishing.next(), new RunEvent.ModelSaved("model"), ALL);

    assertThat(finishing.effects()).containsExactly(new AskForModel());
    RunState end = new RunState.Finished("model");
    assertThat(finished).isEqualTo(Transition.to(end, new EndRun(end)));
    assertThat(on(end, committed(2, 1, "c6"), ALL)).isEqualTo(stay(end));
  }

  @Test
  void aRunTakenUpAtItsEndOnlySavesTheModel() {
    RunState start = machine.start(new Cursor(step(2, 1), "c6"));

    Transition finishing = on(start, at(null), STUDENT_ONLY);

    assertThat(finishing.effects()).containsExactly(new BeginStage(step(2, 1), "c6"));
    assertThat(on(finishing.next(), at(step(2, 1)), STUDENT_ONLY).effects())
        .containsExactly(new AskForModel());
  }

  @Test
  void sendsAStudentThatStartsAfreshToTheLastCheckpoint() {
    Cursor committed = new Cursor(step(1, 1), "c3");

    for (RunState state :
        List.of(new RunState.Running(step(1, 2), committed), new RunState.Saving(1, committed))) {
      assertThat(on(state, at(null), ALL))
          .isEqualTo(
              Transition.to(
                  new RunState.Running(step(1, 1), committed), new BeginStage(step(1, 1), "c3")));
    }
  }

  @Test
  void believesAStudentAboutItsStepInTheStage() {
    Cursor committed = new Cursor(step(1, 0), "c2");
    RunState running = new RunState.Running(step(1, 1), committed);

    assertThat(on(running, at(step(1, 2)), ALL))
        .isEqualTo(Transition.to(new RunState.Running(step(1, 2), committed)));
    assertThat(on(running, at(step(1, 0)), ALL))
        .isEqualTo(Transition.to(new RunState.Running(step(1, 0), committed)));
    assertThat(on(running, at(step(1, 3)), ALL))
        .isEqualTo(Transition.to(new RunState.Saving(1, committed)));
    assertThat(on(machine.start(committed), at(step(1, 2)), STUDENT_ONLY))
        .isEqualTo(Transition.to(new RunState.Running(step(1, 2), committed)));
  }

  @Test
  void sendsAStudentOfAnotherStageOrBeforeTheCheckpointToTheCheckpoint() {
    Cursor committed = new Cursor(step(1, 1), "c3");
    RunState running = new RunState.Running(step(1, 2), committed);

    for (StepId elsewhere : List.of(step(0, 2), step(1, 0), step(2, 0), step(7, 0))) {
      assertThat(on(running, at(elsewhere), ALL).effects())
          .containsExactly(new BeginStage(step(1, 1), "c3"));
    }
  }

  @Test
  void neverAsksForTheModelOfAStudentThatMayNotHaveTheLastWeights() {
    Cursor committed = new Cursor(step(2, 0), "c5");
    RunState running = new RunState.Running(step(2, 0), committed);

    Transition finishing = on(running, committed(2, 1, "c6"), ALL);

    assertThat(finishing.effects()).containsExactly(new BeginStage(step(2, 1), "c6"));
    assertThat(on(finishing.next(), at(step(2, 0)), ALL).effects())
        .containsExactly(new BeginStage(step(2, 1), "c6"));
  }

  @Test
  void anOlderCommitDoesNotMoveTheCursorBack() {
    RunState running = new RunState.Running(step(1, 2), new Cursor(step(1, 2), "c4"));

    assertThat(on(running, committed(1, 1, "c3"), ALL)).isEqualTo(stay(running));
    assertThat(on(running, committed(0, 2, "c2"), ALL)).isEqualTo(stay(running));
  }

  @Test
  void stopsOnceACheckpointIsCommitted() {
    RunState running = new RunState.Running(step(1, 1), new Cursor(step(1, 0), "c2"));

    Transition stopping = on(running, new RunEvent.StopRequested("Ctrl-C"), ALL);
    RunState stepped = on(stopping.next(), applied(1, 1), ALL).next();
    Transition stopped = on(stepped, committed(1, 2, "c4"), ALL);

    assertThat(stopping.effects()).containsExactly(new AskForCheckpoint());
    RunState end = new RunState.Stopped("Ctrl-C", new Cursor(step(1, 2), "c4"));
    assertThat(stopped).isEqualTo(Transition.to(end, new EndRun(end)));
  }

  @Test
  void followsAStudentThatIsAheadWhileItStops() {
    Cursor committed = new Cursor(step(1, 0), "c2");
    RunState stopping = new RunState.Stopping("Ctrl-C", step(1, 0), committed);

    assertThat(on(stopping, at(step(1, 2)), ALL))
        .isEqualTo(
            Transition.to(
                new RunState.Stopping("Ctrl-C", step(1, 2), committed), new AskForCheckpoint()));
  }

  @Test
  void anEarlierCommitThatIsSaidAgainDoesNotStopTheRun() {
    Cursor before = new Cursor(step(1, 1), "c3");
    RunState stopping = new RunState.Stopping("Ctrl-C", step(1, 2), before);

    assertThat(on(stopping, committed(1, 1, "c3"), ALL)).isEqualTo(stay(stopping));
    assertThat(on(stopping, committed(1, 2, "c4"), ALL).next())
        .isEqualTo(new RunState.Stopped("Ctrl-C", new Cursor(step(1, 2), "c4")));
  }

  @Test
  void stopsWithWhatIsCommittedWhenItsPlaceCannotBe() {
    Cursor before = new Cursor(step(1, 1), "c3");
    RunState stopping = new RunState.Stopping("Ctrl-C", step(1, 2), before);

    assertThat(on(stopping, new RunEvent.NotCommitted(step(1, 1), "full"), ALL))
        .isEqualTo(stay(stopping));
    RunState end = new RunState.Stopped("Ctrl-C; what follows is not saved: full", before);
    assertThat(on(stopping, new RunEvent.NotCommitted(step(1, 2), "full"), ALL))
        .isEqualTo(Transition.to(end, new EndRun(end)));
    RunState running = new RunState.Running(step(1, 2), before);
    assertThat(on(running, new RunEvent.NotCommitted(step(1, 2), "full"), ALL))
        .isEqualTo(stay(running));
  }

  @Test
  void stopsAtOnceWhenNobodyCouldCommit() {
    RunEvent stop = new RunEvent.StopRequested("Ctrl-C");
    Cursor committed = new Cursor(step(1, 0), "c2");
    RunState end = new RunState.Stopped("Ctrl-C", committed);

    assertThat(on(machine.start(committed), stop, NOBODY).next()).isEqualTo(end);
    assertThat(on(new RunState.Running(step(1, 1), committed), stop, NOBODY).next()).isEqualTo(end);
    assertThat(on(new RunState.Finishing(committed), stop, ALL).next()).isEqualTo(end);
    RunState stopping = new RunState.Stopping("Ctrl-C", step(1, 1), committed);
    assertThat(on(stopping, new RunEvent.StudentLost(), NOBODY).next()).isEqualTo(end);
    assertThat(on(stopping, at(null), ALL).next()).isEqualTo(end);
  }

  @Test
  void repeatsWhatItAskedForWhenTheStudentIsStillThere() {
    Cursor committed = new Cursor(step(1, 0), "c2");

    assertThat(
            on(new RunState.Stopping("Ctrl-C", step(1, 1), committed), at(step(1, 1)), ALL)
                .effects())
        .containsExactly(new AskForCheckpoint());
    assertThat(on(new RunState.Finishing(committed), at(step(2, 1)), ALL).effects())
        .containsExactly(new AskForModel());
  }

  @Test
  void aFailureEndsTheRunFromAnyState() {
    Cursor committed = new Cursor(step(1, 0), "c2");
    RunState end = new RunState.Failed("disk full");

    for (RunState state :
        List.of(
            machine.start(committed),
            new RunState.Running(step(1, 1), committed),
            new RunState.Saving(1, committed),
            new RunState.Stopping("Ctrl-C", step(1, 1), committed),
            new RunState.Finishing(committed))) {
      assertThat(on(state, new RunEvent.FailureReported("disk full"), ALL))
          .isEqualTo(Transition.to(end, new EndRun(end)));
    }
  }

  private Transition on(RunState state, RunEvent event, Attendance here) {
    return machine.on(state, event, here);
  }

  private static Transition stay(RunState state) {
    return Transition.to(state);
  }

  private static RunEvent at(@Nullable StepId next) {
    return new RunEvent.StudentAt(next);
  }

  private static RunEvent applied(int stage, int step) {
    return new RunEvent.StepApplied(step(stage, step));
  }

  private static RunEvent committed(int stage, int step, String directory) {
    return new RunEvent.Committed(step(stage, step), directory);
  }

  private static StepId step(int stage, int step) {
    return new StepId(stage, step);
  }
}
