package org.docent.protocol.serialization;

import java.util.List;
import org.docent.protocol.control.ClientProtocol;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.ExaminerProtocol;
import org.docent.protocol.control.RespondentProtocol;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.exam.ExamSheet;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.HeldOut;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepPlan;
import org.docent.protocol.plan.StepReport;
import org.docent.protocol.signal.SignalLocation;
import org.docent.protocol.status.NodeStatus;
import org.docent.protocol.status.RunStatus;
import org.docent.protocol.status.StudentStatus;
import org.docent.protocol.status.TeacherStatus;
import org.docent.protocol.teacher.CanaryScore;
import org.docent.protocol.teacher.TeacherCredentials;
import org.docent.protocol.teacher.TeacherFacts;

/**
 * Every class that may cross the control plane, with its number. Append only: a number is never
 * changed and never used again, and a layout that changes raises {@link ControlSerializer#VERSION}.
 */
final class WireIds {

  /** One class and its number. */
  record WireId(int id, Class<?> type) {}

  static final List<WireId> ALL =
      List.of(
          // Values inside messages.
          new WireId(20, RunId.class),
          new WireId(21, TeacherId.class),
          new WireId(22, StudentId.class),
          new WireId(23, StepId.class),
          new WireId(24, MicroBatchId.class),
          new WireId(25, LeaseEpoch.class),
          new WireId(26, MicroBatchPlan.class),
          new WireId(27, StepPlan.class),
          new WireId(37, HeldOut.class),
          new WireId(28, StepReport.class),
          new WireId(29, SignalLocation.class),
          new WireId(30, CoordinatorProtocol.HeldSignal.class),
          new WireId(31, StageStart.class),
          new WireId(32, TeacherFacts.Preprocessing.class),
          new WireId(33, TeacherFacts.HeldAs.class),
          new WireId(34, TeacherFacts.class),
          new WireId(35, CanaryScore.class),
          new WireId(36, TeacherCredentials.class),
          // To the coordinator.
          new WireId(40, CoordinatorProtocol.RegisterTeacher.class),
          new WireId(41, CoordinatorProtocol.RequestWork.class),
          new WireId(42, CoordinatorProtocol.SignalReady.class),
          new WireId(43, CoordinatorProtocol.LeaseReturned.class),
          new WireId(44, CoordinatorProtocol.RegisterStudent.class),
          new WireId(45, CoordinatorProtocol.SignalRejected.class),
          new WireId(46, CoordinatorProtocol.StepDone.class),
          new WireId(47, CoordinatorProtocol.CheckpointCommitted.class),
          new WireId(48, CoordinatorProtocol.ModelSaved.class),
          new WireId(49, CoordinatorProtocol.WorkerFailed.class),
          new WireId(50, CoordinatorProtocol.StopRun.class),
          // To a teacher worker.
          new WireId(60, TeacherProtocol.Welcome.class),
          new WireId(61, TeacherProtocol.Assign.class),
          new WireId(62, TeacherProtocol.Release.class),
          new WireId(63, TeacherProtocol.Drain.class),
          // To a student trainer.
          new WireId(80, StudentProtocol.Welcome.class),
          new WireId(81, StudentProtocol.BeginStage.class),
          new WireId(82, StudentProtocol.Train.class),
          new WireId(83, StudentProtocol.SignalAvailable.class),
          new WireId(84, StudentProtocol.CheckpointAndStop.class),
          new WireId(85, StudentProtocol.SaveModel.class),
          new WireId(86, StudentProtocol.Stop.class),
          // Standby students and teachers that are lost.
          new WireId(100, CoordinatorProtocol.TeacherUnreachable.class),
          new WireId(101, StudentProtocol.StandBy.class),
          // Coordinators that take over.
          new WireId(110, StudentProtocol.StepsRecorded.class),
          // Leaving in order, and what commands ask and are answered.
          new WireId(120, CoordinatorProtocol.TeacherDraining.class),
          new WireId(121, CoordinatorProtocol.DrainTeachers.class),
          new WireId(122, CoordinatorProtocol.StatusRequest.class),
          new WireId(123, TeacherStatus.class),
          new WireId(124, StudentStatus.class),
          new WireId(125, NodeStatus.class),
          new WireId(126, RunStatus.class),
          new WireId(127, ClientProtocol.Status.class),
          new WireId(128, ClientProtocol.Draining.class),
          // Checkpoints that cannot be written.
          new WireId(130, CoordinatorProtocol.CheckpointFailed.class),
          // Processes that share a benchmark.
          new WireId(140, ExamSheet.class),
          new WireId(141, ExaminerProtocol.Enroll.class),
          new WireId(142, ExaminerProtocol.Ready.class),
          new WireId(143, ExaminerProtocol.Answered.class),
          new WireId(144, ExaminerProtocol.Unanswered.class),
          new WireId(145, RespondentProtocol.Present.class),
          new WireId(146, RespondentProtocol.Sit.class),
          new WireId(147, RespondentProtocol.Ask.class),
          new WireId(148, RespondentProtocol.Dismiss.class));

  private WireIds() {}

  /** Whether that class is a message, not only a value inside one. */
  static boolean isMessage(Class<?> type) {
    return CoordinatorProtocol.Command.class.isAssignableFrom(type)
        || TeacherProtocol.Command.class.isAssignableFrom(type)
        || StudentProtocol.Command.class.isAssignableFrom(type)
        || ClientProtocol.Command.class.isAssignableFrom(type)
        || ExaminerProtocol.Command.class.isAssignableFrom(type)
        || RespondentProtocol.Command.class.isAssignableFrom(type);
  }
}
