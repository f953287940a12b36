package org.docent.protocol.serialization;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.docent.protocol.control.ClientProtocol;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.Rejection;
import org.docent.protocol.control.ExaminerProtocol;
import org.docent.protocol.control.RespondentProtocol;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.exam.ExamSheet;
import org.docent.protocol.failure.Category;
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
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.signal.SignalLocation;
import org.docent.protocol.status.NodeStatus;
import org.docent.protocol.status.RunPhase;
import org.docent.protocol.status.RunStatus;
import org.docent.protocol.status.StudentStatus;
import org.docent.protocol.status.TeacherState;
import org.docent.protocol.status.TeacherStatus;
import org.docent.protocol.teacher.CanaryScore;
import org.docent.protocol.teacher.TeacherCredentials;
import org.docent.protocol.teacher.TeacherFacts;

/** One instance of each message, and more where a field may be null or an enum's order counts. */
final class ControlMessages {

  private static final TeacherId TEACHER = new TeacherId("teacher-1");
  private static final StudentId STUDENT = new StudentId("student", 1);
  private static final MicroBatchId BATCH = new MicroBatchId(2, 300, 1, 7);
  private static final LeaseEpoch EPOCH = new LeaseEpoch(5_000_000_000L);
  private static final StepId STEP = new StepId(2, 301);
  private static final RunId RUN = new RunId("run-a");
  private static final SignalLocation LOCATION = new SignalLocation("p-1", "10.0.0.7", 65_535);
  private static final TeacherCredentials CREDENTIALS =
      new TeacherCredentials(
          new TeacherFacts(
              "00ff00ff",
              "12345678",
              new TeacherFacts.Preprocessing(384, "patch", 26, 728),
              "of version 3",
              "0.1.0",
              new TeacherFacts.HeldAs(Dtype.BF16, Dtype.FLOAT32)),
          new CanaryScore(List.of(1.5f, -2.25f, 0f, 8f, 9.5f)));

  private ControlMessages() {}

  static Map<String, Object> all(ActorRefResolver refs) {
    ActorRef<TeacherProtocol.Command> teacherRef =
        refs.resolveActorRef("akka://fixture/user/teacher");
    ActorRef<StudentProtocol.Command> studentRef =
        refs.resolveActorRef("akka://fixture/user/student");
    Map<String, Object> all = new LinkedHashMap<>();
    put(
        all,
        new CoordinatorProtocol.RegisterTeacher(
            TEACHER,
            teacherRef,
            LOCATION,
            CREDENTIALS,
            List.of(new CoordinatorProtocol.HeldSignal(BATCH, EPOCH, 12_345_678_901L))));
    put(
        all,
        new CoordinatorProtocol.RegisterTeacher(TEACHER, teacherRef, LOCATION, null, List.of()));
    put(all, new CoordinatorProtocol.RequestWork(TEACHER, 2));
    put(all, new CoordinatorProtocol.SignalReady(TEACHER, BATCH, EPOCH, 1 << 20, 2, 350_000));
    for (Category category : Category.values()) {
      put(
          all,
          new CoordinatorProtocol.LeaseReturned(TEACHER, BATCH, EPOCH, category, "größer als 0"));
    }
    put(all, new CoordinatorProtocol.RegisterStudent(STUDENT, studentRef, false, null));
    put(all, new CoordinatorProtocol.RegisterStudent(STUDENT, studentRef, true, STEP));
    for (Rejection kind : Rejection.values()) {
      put(all, new CoordinatorProtocol.SignalRejected(STUDENT, BATCH, EPOCH, kind, "crc differs"));
    }
    put(all, new CoordinatorProtocol.TeacherUnreachable(STUDENT, TEACHER, "connection refused"));
    MicroBatchPlan plan = new MicroBatchPlan(BATCH, List.of(0, 127, 128, 558_127));
    for (String fault : new String[] {null, "L_res of sample 7 is NaN"}) {
      StepReport report =
          new StepReport(
              9.5,
              1.25,
              2.5,
              3.5,
              0.125,
              60.5,
              1e-3,
              9e-4,
              256,
              1,
              List.of("no image"),
              fault,
              1200,
              34);
      put(all, new CoordinatorProtocol.StepDone(STUDENT, STEP, List.of(plan), report));
      put(
          all,
          new CoordinatorProtocol.StepDone(
              STUDENT, STEP, List.of(plan), report.evaluated(new HeldOut(1.5, 0.75, 300))));
    }
    put(all, new CoordinatorProtocol.CheckpointCommitted(STUDENT, STEP, "runs/a/checkpoint-12"));
    put(all, new CoordinatorProtocol.CheckpointFailed(STUDENT, STEP, "cannot commit: full"));
    put(all, new CoordinatorProtocol.ModelSaved(STUDENT, "runs/a/model"));
    put(all, new CoordinatorProtocol.WorkerFailed("teacher-1", Category.STOP_RUN, "no such file"));
    put(all, new CoordinatorProtocol.StopRun("interrupted"));
    put(all, new TeacherProtocol.Welcome(RUN, "seed = 1234", plan));
    put(all, new TeacherProtocol.Welcome(RUN, "seed = 1234", null));
    put(all, new TeacherProtocol.Assign(plan, EPOCH, Duration.ofMillis(120_500)));
    put(all, new TeacherProtocol.Release(List.of(BATCH, new MicroBatchId(0, 0, 0, 0))));
    put(all, TeacherProtocol.Drain.INSTANCE);
    put(all, new StudentProtocol.Welcome(RUN, "seed = 1234", "/runs/a"));
    put(all, new StudentProtocol.BeginStage(new StageStart(1, 0, 5197, 2180), null));
    put(
        all,
        new StudentProtocol.BeginStage(new StageStart(1, 40, 5197, 0), "/runs/a/checkpoint-12"));
    put(all, new StudentProtocol.Train(new StepPlan(STEP, 256, List.of(plan, plan), true)));
    put(all, new StudentProtocol.SignalAvailable(TEACHER, BATCH, EPOCH, LOCATION, 7_000_000_000L));
    put(all, StudentProtocol.StandBy.INSTANCE);
    put(all, StudentProtocol.CheckpointAndStop.INSTANCE);
    put(all, StudentProtocol.SaveModel.INSTANCE);
    put(all, StudentProtocol.Stop.INSTANCE);
    put(all, new StudentProtocol.StepsRecorded(STEP));
    putClients(all, refs.resolveActorRef("akka://fixture/user/client"));
    putExam(all, refs.resolveActorRef("akka://fixture/user/respondent"));
    return all;
  }

  private static void putExam(
      Map<String, Object> all, ActorRef<RespondentProtocol.Command> respondent) {
    put(all, new ExaminerProtocol.Enroll("gpu-box", respondent));
    put(all, new ExaminerProtocol.Ready("gpu-box", "00ff", 2));
    put(all, new ExaminerProtocol.Answered("gpu-box", "00ff", 35_999, "Ja, größer"));
    put(
        all,
        new ExaminerProtocol.Unanswered("gpu-box", "00ff", 7, Category.SKIP_BATCH, "no image"));
    put(all, RespondentProtocol.Present.INSTANCE);
    put(all, new RespondentProtocol.Sit(new ExamSheet("pope", 0, "phi", "", "pad", "00ff")));
    put(all, new RespondentProtocol.Ask("00ff", 35_999));
    put(all, RespondentProtocol.Dismiss.INSTANCE);
  }

  private static void putClients(
      Map<String, Object> all, ActorRef<ClientProtocol.Command> clientRef) {
    put(all, new CoordinatorProtocol.TeacherDraining(TEACHER, List.of(BATCH)));
    put(all, new CoordinatorProtocol.DrainTeachers("gpu-box", clientRef));
    put(all, new CoordinatorProtocol.StatusRequest(clientRef));
    put(all, new ClientProtocol.Draining(List.of(TEACHER), null));
    put(all, new ClientProtocol.Draining(List.of(), "no teacher of that name is here"));
    put(all, new ClientProtocol.Status(status(RunPhase.WAITING, List.of(), List.of())));
    for (RunPhase phase : RunPhase.values()) {
      StudentStatus student =
          new StudentStatus(
              STUDENT,
              phase,
              true,
              "dft",
              12,
              200,
              212,
              400,
              17.5,
              Duration.ofSeconds(90),
              1.5f,
              "runs/a/checkpoint-200");
      put(all, new ClientProtocol.Status(status(phase, List.of(student), List.of())));
    }
    for (TeacherState state : TeacherState.values()) {
      TeacherStatus teacher = new TeacherStatus(TEACHER, state, 2, 7, 0.25);
      put(all, new ClientProtocol.Status(status(RunPhase.TRAINING, List.of(), List.of(teacher))));
    }
  }

  private static RunStatus status(
      RunPhase phase, List<StudentStatus> students, List<TeacherStatus> teachers) {
    StudentStatus absent =
        new StudentStatus(STUDENT, phase, false, null, 0, 0, 0, 0, 0, null, null, null);
    return new RunStatus(
        RUN,
        "/runs/a",
        phase,
        students.isEmpty() ? "waiting for student s" : null,
        students.isEmpty() ? List.of(absent) : students,
        teachers,
        List.of(new NodeStatus("coordinator", "10.0.0.7:2551", true, false)));
  }

  /** Names a sample by its protocol, its message and its place among that message's samples. */
  private static void put(Map<String, Object> all, Object message) {
    Class<?> type = message.getClass();
    String name = type.getEnclosingClass().getSimpleName() + "." + type.getSimpleName();
    int place = 0;
    while (all.containsKey(name + "#" + place)) {
      place++;
    }
    all.put(name + "#" + place, message);
  }
}
