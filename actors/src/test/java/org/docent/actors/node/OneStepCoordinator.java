package org.docent.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.SingletonActor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.docent.protocol.control.CoordinatorProtocol.Command;
import org.docent.protocol.control.CoordinatorProtocol.RegisterStudent;
import org.docent.protocol.control.CoordinatorProtocol.RegisterTeacher;
import org.docent.protocol.control.CoordinatorProtocol.RequestWork;
import org.docent.protocol.control.CoordinatorProtocol.SignalReady;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.RunId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StageStart;
import org.docent.protocol.plan.StepPlan;
import org.jspecify.annotations.Nullable;

/** A coordinator that has one step of two micro-batches done and then ends the run. */
final class OneStepCoordinator {

  /** The step's end, and how many nodes were in the cluster before the run was ended. */
  record Done(StepDone step, long members) {}

  private static final RunId RUN = new RunId("r");
  private static final LeaseEpoch EPOCH = new LeaseEpoch(1);
  private static final StepPlan PLAN =
      new StepPlan(
          new StepId(0, 0),
          2,
          List.of(
              new MicroBatchPlan(new MicroBatchId(0, 0, 0, 0), List.of(3)),
              new MicroBatchPlan(new MicroBatchId(0, 0, 0, 1), List.of(5))),
          false);

  private final Map<TeacherId, RegisterTeacher> teachers = new HashMap<>();
  private final ActorSystem<?> system;
  private final ActorRef<Done> done;
  private @Nullable ActorRef<StudentProtocol.Command> student;

  private OneStepCoordinator(ActorSystem<?> system, ActorRef<Done> done) {
    this.system = system;
    this.done = done;
  }

  /** Has the singleton run on this system and reports the step there. */
  static void host(ActorSystem<?> system, ActorRef<Done> done) {
    singleton(system, Behaviors.setup(context -> new OneStepCoordinator(system, done).behavior()));
  }

  static ActorRef<Command> proxy(ActorSystem<?> system) {
    return singleton(system, Behaviors.empty());
  }

  private static ActorRef<Command> singleton(ActorSystem<?> system, Behavior<Command> behavior) {
    ClusterSingletonSettings settings =
        ClusterSingletonSettings.create(system).withRole("coordinator");
    return ClusterSingleton.get(system)
        .init(SingletonActor.of(behavior, "coordinator").withSettings(settings));
  }

  private Behavior<Command> behavior() {
    return Behaviors.receive(Command.class)
        .onMessage(RegisterTeacher.class, this::onRegisterTeacher)
        .onMessage(RequestWork.class, this::onRequestWork)
        .onMessage(SignalReady.class, this::onSignalReady)
        .onMessage(RegisterStudent.class, this::onRegisterStudent)
        .onMessage(StepDone.class, this::onStepDone)
        .onAnyMessage(message -> Behaviors.same())
        .build();
  }

  private Behavior<Command> onRegisterTeacher(RegisterTeacher here) {
    teachers.put(here.teacher(), here);
    here.replyTo().tell(new TeacherProtocol.Welcome(RUN, "stages = []", PLAN.parts().get(0)));
    return Behaviors.same();
  }

  private Behavior<Command> onRequestWork(RequestWork request) {
    for (MicroBatchPlan part : PLAN.parts()) {
      teacher(request.teacher())
          .replyTo()
          .tell(new TeacherProtocol.Assign(part, EPOCH, Duration.ofMinutes(1)));
    }
    return Behaviors.same();
  }

  private Behavior<Command> onSignalReady(SignalReady ready) {
    if (student != null) {
      student.tell(
          new StudentProtocol.SignalAvailable(
              ready.teacher(),
              ready.id(),
              ready.epoch(),
              teacher(ready.teacher()).location(),
              ready.bytes()));
    }
    return Behaviors.same();
  }

  private Behavior<Command> onRegisterStudent(RegisterStudent here) {
    ActorRef<StudentProtocol.Command> trainer = here.replyTo();
    student = trainer;
    trainer.tell(new StudentProtocol.Welcome(RUN, "stages = []", "run"));
    trainer.tell(new StudentProtocol.BeginStage(new StageStart(0, 0, 1, 0), null));
    trainer.tell(new StudentProtocol.Train(PLAN));
    return Behaviors.same();
  }

  private Behavior<Command> onStepDone(StepDone step) {
    done.tell(new Done(step, members()));
    if (student != null) {
      student.tell(StudentProtocol.Stop.INSTANCE);
    }
    teachers.values().forEach(t -> t.replyTo().tell(TeacherProtocol.Drain.INSTANCE));
    teachers.values().forEach(t -> t.replyTo().tell(TeacherProtocol.Drain.INSTANCE));
    return Behaviors.same();
  }

  private long members() {
    return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
        .count();
  }

  private RegisterTeacher teacher(TeacherId id) {
    return Objects.requireNonNull(teachers.get(id));
  }
}
