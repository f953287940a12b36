package org.docent.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.function.Consumer;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.CheckpointCommitted;
import org.docent.protocol.control.CoordinatorProtocol.RegisterStudent;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.id.StepId;
import org.jspecify.annotations.Nullable;

/** Where a trainer said that it is, and so whether a node that leaves would lose anything. */
final class TrainerPlace {

  private @Nullable StepId next;
  private @Nullable StepId committed;

  /** Passes on what a trainer says to the coordinator, and shows it to its node. */
  static Behavior<CoordinatorProtocol.Command> overheard(
      ActorRef<CoordinatorProtocol.Command> coordinator,
      Consumer<CoordinatorProtocol.Command> node) {
    return Behaviors.receiveMessage(
        said -> {
          coordinator.tell(said);
          node.accept(said);
          return Behaviors.same();
        });
  }

  void said(CoordinatorProtocol.Command message) {
    if (message instanceof RegisterStudent here) {
      next = here.next();
    } else if (message instanceof StepDone done) {
      next = done.step().next();
    } else if (message instanceof CheckpointCommitted commit) {
      committed = commit.next();
    }
  }

  /** Whether steps are done that no checkpoint holds. */
  boolean hasSomethingToLose() {
    return next != null && (committed == null || committed.compareTo(next) < 0);
  }
}
