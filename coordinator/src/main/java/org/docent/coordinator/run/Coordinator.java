package org.docent.coordinator.run;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.typed.Cluster;
import java.time.Duration;
import org.docent.coordinator.ledger.TeacherSignal;
import org.docent.coordinator.run.CoordinatorEvent.NodeChanged;
import org.docent.coordinator.run.CoordinatorEvent.NodeReachable;
import org.docent.coordinator.run.CoordinatorEvent.NodeRemoved;
import org.docent.coordinator.run.CoordinatorEvent.NodeUnreachable;
import org.docent.coordinator.run.CoordinatorEvent.OutcomeKept;
import org.docent.coordinator.run.CoordinatorEvent.StudentTerminated;
import org.docent.coordinator.run.CoordinatorEvent.TeacherTerminated;
import org.docent.coordinator.run.CoordinatorEvent.Tick;
import org.docent.protocol.control.CoordinatorProtocol.CheckpointCommitted;
import org.docent.protocol.control.CoordinatorProtocol.CheckpointFailed;
import org.docent.protocol.control.CoordinatorProtocol.Command;
import org.docent.protocol.control.CoordinatorProtocol.DrainTeachers;
import org.docent.protocol.control.CoordinatorProtocol.LeaseReturned;
import org.docent.protocol.control.CoordinatorProtocol.ModelSaved;
import org.docent.protocol.control.CoordinatorProtocol.RegisterStudent;
import org.docent.protocol.control.CoordinatorProtocol.RegisterTeacher;
import org.docent.protocol.control.CoordinatorProtocol.RequestWork;
import org.docent.protocol.control.CoordinatorProtocol.SignalReady;
import org.docent.protocol.control.CoordinatorProtocol.SignalRejected;
import org.docent.protocol.control.CoordinatorProtocol.StatusRequest;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.control.CoordinatorProtocol.StopRun;
import org.docent.protocol.control.CoordinatorProtocol.TeacherDraining;
import org.docent.protocol.control.CoordinatorProtocol.TeacherUnreachable;
import org.docent.protocol.control.CoordinatorProtocol.WorkerFailed;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.WorkSettings;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator of one run. Keeps actor references, timer and cluster subscription; every
 * decision is {@link RunDesk}'s.
 *
 * <p>Leases are revoked as soon as a node is unreachable, without waiting for its removal or for
 * death watch, which take seconds longer; what comes late is fenced. After an unforeseen error it
 * starts again and learns everything from the last checkpoint and the workers' registrations.
 */
public final class Coordinator extends AbstractBehavior<Command> {

  private final RunSetup setup;
  private final Peers peers;
  private final RunDesk desk;
  private final StudentRegistry students;
  private final Clients clients;

  /** The behaviour; the actor system must be a cluster's. */
  public static Behavior<Command> create(RunSetup setup) {
    Behavior<Command> coordinator =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      timers.startTimerWithFixedDelay(
                          Tick.INSTANCE, tickOf(setup.settings().work()));
                      return new Coordinator(context, setup);
                    }));
    return Behaviors.supervise(coordinator)
        .onFailure(SupervisorStrategy.restart().withLimit(3, Duration.ofMinutes(1)));
  }

  private Coordinator(ActorContext<Command> context, RunSetup setup) {
    super(context);
    Cluster cluster = Cluster.get(context.getSystem());
    StatusBoard board = new StatusBoard(setup.nanoClock());
    this.setup = setup.with(board);
    this.peers = new Peers(cluster.selfMember().address());
    this.desk = new RunDesk(this.setup, peers, this::keep);
    this.students = new StudentRegistry(context, cluster, this.setup, peers, desk);
    this.clients = new Clients(this.setup, cluster, peers, desk, board);
    Membership.tell(context, cluster);
  }

  private static Duration tickOf(WorkSettings work) {
    Duration quarterLease = work.lease().dividedBy(4);
    return quarterLease.compareTo(work.heartbeat()) < 0 ? quarterLease : work.heartbeat();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(RegisterTeacher.class, this::onRegisterTeacher)
        .onMessage(RequestWork.class, this::onRequestWork)
        .onMessage(SignalReady.class, this::onSignalReady)
        .onMessage(LeaseReturned.class, this::onLeaseReturned)
        .onMessage(RegisterStudent.class, this::onRegisterStudent)
        .onMessage(SignalRejected.class, this::onSignalRejected)
        .onMessage(TeacherUnreachable.class, this::onTeacherUnreachable)
        .onMessage(StepDone.class, this::onStepDone)
        .onMessage(CheckpointCommitted.class, this::onCheckpointCommitted)
        .onMessage(CheckpointFailed.class, this::onCheckpointFailed)
        .onMessage(ModelSaved.class, this::onModelSaved)
        .onMessage(WorkerFailed.class, this::onWorkerFailed)
        .onMessage(StopRun.class, this::onStopRun)
        .onMessage(TeacherDraining.class, this::onTeacherDraining)
        .onMessage(DrainTeachers.class, this::onDrainTeachers)
        .onMessage(StatusRequest.class, this::onStatusRequest)
        .onMessage(Tick.class, this::onTick)
        .onMessage(NodeUnreachable.class, this::onNodeUnreachable)
        .onMessage(NodeReachable.class, this::onNodeReachable)
        .onMessage(NodeRemoved.class, this::onNodeRemoved)
        .onMessage(NodeChanged.class, this::onNodeChanged)
        .onMessage(TeacherTerminated.class, this::onTeacherTerminated)
        .onMessage(StudentTerminated.class, this::onStudentTerminated)
        .onMessage(OutcomeKept.class, this::onOutcomeKept)
        .onSignal(PostStop.class, signal -> onPostStop())
        .build();
  }

  private Behavior<Command> onRegisterTeacher(RegisterTeacher message) {
    TeacherId id = message.teacher();
    if (peers.isReplaced(message.replyTo())) {
      message.replyTo().tell(TeacherProtocol.Drain.INSTANCE);
      return this;
    }
    ActorRef<TeacherProtocol.Command> before = peers.teacher(id);
    boolean newcomer = !message.replyTo().equals(before);
    if (newcomer) {
      if (before != null) {
        getContext().unwatch(before);
        desk.teachers().gone(id, "it started again");
      }
      peers.put(id, message.replyTo());
      getContext().watchWith(message.replyTo(), new TeacherTerminated(id, message.replyTo()));
    }
    desk.teachers().here(TeacherPresence.of(message), newcomer);
    return goOn();
  }

  private Behavior<Command> onRegisterStudent(RegisterStudent message) {
    students.here(message);
    return goOn();
  }

  private Behavior<Command> onRequestWork(RequestWork message) {
    desk.teachers().requestWork(message.teacher(), message.slots());
    return goOn();
  }

  private Behavior<Command> onSignalReady(SignalReady message) {
    setup.tell(observer -> observer.signalReady(message));
    desk.teachers()
        .signalReady(
            new TeacherSignal(message.teacher(), message.id(), message.epoch(), message.bytes()));
    return goOn();
  }

  private Behavior<Command> onLeaseReturned(LeaseReturned message) {
    desk.teachers().leaseReturned(message);
    return goOn();
  }

  private Behavior<Command> onSignalRejected(SignalRejected message) {
    desk.teachers().signalRejected(message);
    return goOn();
  }

  private Behavior<Command> onTeacherUnreachable(TeacherUnreachable message) {
    desk.teachers().doubted(message);
    return goOn();
  }

  private Behavior<Command> onStepDone(StepDone message) {
    desk.stepDone(message);
    return goOn();
  }

  private Behavior<Command> onCheckpointCommitted(CheckpointCommitted message) {
    desk.checkpointCommitted(message.student(), message.next(), message.directory());
    return goOn();
  }

  private Behavior<Command> onCheckpointFailed(CheckpointFailed message) {
    desk.checkpointFailed(message.student(), message.next(), message.reason());
    return goOn();
  }

  private Behavior<Command> onModelSaved(ModelSaved message) {
    desk.modelSaved(message.student(), message.directory());
    return goOn();
  }

  private Behavior<Command> onWorkerFailed(WorkerFailed message) {
    desk.workerFailed(message);
    return goOn();
  }

  private Behavior<Command> onStopRun(StopRun message) {
    desk.stopRequested(message.reason());
    return goOn();
  }

  private Behavior<Command> onTeacherDraining(TeacherDraining message) {
    desk.teachers().draining(message);
    return goOn();
  }

  private Behavior<Command> onDrainTeachers(DrainTeachers message) {
    clients.drain(message);
    return goOn();
  }

  private Behavior<Command> onStatusRequest(StatusRequest message) {
    clients.status(message);
    return this;
  }

  private Behavior<Command> onTick(Tick message) {
    desk.tick();
    students.tick();
    return goOn();
  }

  private Behavior<Command> onNodeUnreachable(NodeUnreachable message) {
    peers.teachersOn(message.address()).forEach(desk.teachers()::away);
    students.unreachable(message.address());
    return goOn();
  }

  private Behavior<Command> onNodeReachable(NodeReachable message) {
    peers.teachersOn(message.address()).forEach(desk.teachers()::back);
    students.reachable(message.address());
    return goOn();
  }

  private Behavior<Command> onNodeRemoved(NodeRemoved message) {
    for (TeacherId teacher : peers.teachersOn(message.address())) {
      peers.remove(teacher);
      desk.teachers().gone(teacher, "its node left the cluster");
    }
    students.removed(message.address());
    return goOn();
  }

  private Behavior<Command> onNodeChanged(NodeChanged message) {
    return this;
  }

  private Behavior<Command> onTeacherTerminated(TeacherTerminated message) {
    if (message.ref().equals(peers.teacher(message.teacher()))) {
      peers.remove(message.teacher());
      desk.teachers().gone(message.teacher(), "it stopped");
    }
    return goOn();
  }

  private Behavior<Command> onStudentTerminated(StudentTerminated message) {
    students.terminated(message);
    return goOn();
  }

  private Behavior<Command> onPostStop() {
    setup.tell(RunObserver::coordinatorLeft);
    return this;
  }

  private Behavior<Command> onOutcomeKept(OutcomeKept message) {
    message.goodbye().run();
    return goOn();
  }

  private void keep(@Nullable StudentId student, RunOutcome outcome, Runnable goodbye) {
    getContext()
        .pipeToSelf(setup.keep(student, outcome), (kept, fault) -> new OutcomeKept(goodbye));
  }

  private Behavior<Command> goOn() {
    if (!desk.ended()) {
      return this;
    }
    students.close();
    clients.runEnded();
    return RunOver.create();
  }
}
