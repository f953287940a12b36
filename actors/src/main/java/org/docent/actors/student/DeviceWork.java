package org.docent.actors.student;

import java.util.Optional;
import org.docent.actors.student.Agenda.Add;
import org.docent.actors.student.Agenda.Begin;
import org.docent.actors.student.Agenda.Checkpoint;
import org.docent.actors.student.Agenda.Finish;
import org.docent.actors.student.Agenda.Task;
import org.docent.actors.student.Agenda.WriteModel;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.id.StepId;

/**
 * Brings together what the agenda says, what has been pulled and whether the device is free: starts
 * the pulls that are wanted and the next piece of work that can be done.
 */
final class DeviceWork {

  private final Agenda agenda;
  private final SignalIntake intake;
  private final StudentDesk desk;
  private final StepTimes times;

  DeviceWork(Agenda agenda, SignalIntake intake, StudentDesk desk, StepTimes times) {
    this.agenda = agenda;
    this.intake = intake;
    this.desk = desk;
    this.times = times;
  }

  void advance(StudentDuty duty) {
    Optional<Integer> stage = agenda.step().map(StepId::stage);
    boolean needsSignals = stage.filter(duty.stagesWithTeacher()::contains).isPresent();
    boolean needsHead = stage.filter(duty.stagesWithHead()::contains).isPresent();
    if (needsSignals) {
      intake.pull(agenda.wanted(duty.credit()), duty.maxOutstandingBytes(), needsHead);
    }
    if (desk.isFree()) {
      start(agenda.next(), needsSignals, needsHead);
    }
  }

  private void start(Task task, boolean needsSignal, boolean needsHead) {
    if (task instanceof Begin begin) {
      desk.begin(begin.command());
    } else if (task instanceof Checkpoint checkpoint) {
      desk.stage(checkpoint);
    } else if (task instanceof WriteModel) {
      desk.writeModel();
    } else if (task instanceof Add add && needsSignal) {
      addWithSignal(add, needsHead);
    } else if (task instanceof Add add) {
      desk.add(add);
    } else if (task instanceof Finish finish) {
      desk.finish(finish.step());
    }
  }

  private void addWithSignal(Add task, boolean needsHead) {
    Optional<TeacherHead> head = intake.headToGive();
    if (head.isPresent()) {
      times.goingOn();
      desk.take(head.get());
      return;
    }
    Optional<PulledSignal> pulled = intake.use(task.part().id(), needsHead);
    if (pulled.isPresent()) {
      times.goingOn();
      desk.add(task, pulled.get().signal(), () -> intake.giveBack(pulled.get()));
    } else {
      times.waiting();
    }
  }
}
