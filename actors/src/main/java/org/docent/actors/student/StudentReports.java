package org.docent.actors.student;

import akka.actor.typed.ActorRef;
import java.nio.file.Path;
import java.util.List;
import org.docent.actors.device.Device;
import org.docent.protocol.control.CoordinatorProtocol.CheckpointCommitted;
import org.docent.protocol.control.CoordinatorProtocol.CheckpointFailed;
import org.docent.protocol.control.CoordinatorProtocol.Command;
import org.docent.protocol.control.CoordinatorProtocol.ModelSaved;
import org.docent.protocol.control.CoordinatorProtocol.RegisterStudent;
import org.docent.protocol.control.CoordinatorProtocol.Rejection;
import org.docent.protocol.control.CoordinatorProtocol.SignalRejected;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.control.CoordinatorProtocol.TeacherUnreachable;
import org.docent.protocol.control.CoordinatorProtocol.WorkerFailed;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepReport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a student trainer says to the coordinator, and says again while it may not be heard. */
final class StudentReports {

  private static final Logger log = LoggerFactory.getLogger(StudentReports.class);

  private final StudentPost post;
  private final ActorRef<StudentProtocol.Command> self;
  private final UnseenFacts unseen = new UnseenFacts();
  private @Nullable WorkerFailed failure;

  StudentReports(StudentPost post, ActorRef<StudentProtocol.Command> self) {
    this.post = post;
    this.self = self;
  }

  /**
   * Says what may be unheard, then that the trainer is here and wants that step, or has failed. In
   * this order, so that a step's report comes before the place it leads to.
   */
  void announce(boolean serves, @Nullable StepId next) {
    unseen.all().forEach(this::tell);
    tell(failure == null ? new RegisterStudent(post.id(), self, serves, next) : failure);
  }

  void stepDone(StepId step, List<MicroBatchPlan> applied, StepReport report) {
    tell(unseen.add(new StepDone(post.id(), step, applied, report)));
  }

  void checkpointCommitted(StepId next, Path directory) {
    tell(unseen.add(new CheckpointCommitted(post.id(), next, directory.toString())));
  }

  void checkpointFailed(StepId next, String reason) {
    tell(unseen.add(new CheckpointFailed(post.id(), next, reason)));
  }

  void modelSaved(Path directory) {
    tell(unseen.add(new ModelSaved(post.id(), directory.toString())));
  }

  void rejected(SignalAvailable offer, Rejection kind, String reason) {
    tell(unseen.add(new SignalRejected(post.id(), offer.id(), offer.epoch(), kind, reason)));
  }

  /** A teacher's process is gone or cannot be reached; from any thread, and said once. */
  void unreachable(TeacherId teacher, String reason) {
    log.warn("student {} has lost its connection to teacher {}: {}", post.id(), teacher, reason);
    tell(new TeacherUnreachable(post.id(), teacher, reason));
  }

  /** The trainer takes no further step; returns why. */
  DocentException failed(@Nullable Throwable fault) {
    DocentException ours = Device.failure(fault);
    log.error("student {} stops: {}", post.id(), ours.getMessage());
    failure =
        new WorkerFailed(post.id().toString(), ours.category(), String.valueOf(ours.getMessage()));
    tell(failure);
    return ours;
  }

  boolean hasFailed() {
    return failure != null;
  }

  /** What the coordinator has shown to have heard is taken out of this. */
  UnseenFacts unseen() {
    return unseen;
  }

  private void tell(Command fact) {
    post.coordinator().tell(fact);
  }
}
