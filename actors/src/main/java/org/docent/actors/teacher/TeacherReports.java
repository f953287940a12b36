package org.docent.actors.teacher;

import akka.actor.typed.ActorRef;
import java.util.List;
import java.util.Optional;
import org.docent.actors.teacher.LeaseQueue.Lease;
import org.docent.protocol.control.CoordinatorProtocol.LeaseReturned;
import org.docent.protocol.control.CoordinatorProtocol.RegisterTeacher;
import org.docent.protocol.control.CoordinatorProtocol.RequestWork;
import org.docent.protocol.control.CoordinatorProtocol.SignalReady;
import org.docent.protocol.control.CoordinatorProtocol.TeacherDraining;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.failure.Category;
import org.docent.protocol.teacher.TeacherCredentials;
import org.jspecify.annotations.Nullable;

/** What a teacher worker says to the coordinator. */
final class TeacherReports {

  private static final long NANOS_PER_MICRO = 1000;
  private static final int NOT_TOLD = -1;

  private final TeacherPost post;
  private final ActorRef<TeacherProtocol.Command> self;
  private int slotsTold = NOT_TOLD;
  private long takenUpAt;

  TeacherReports(TeacherPost post, ActorRef<TeacherProtocol.Command> self) {
    this.post = post;
    this.self = self;
  }

  /** The worker is here and holds what its outbox holds; no credentials before it has loaded. */
  void register(@Nullable TeacherCredentials credentials) {
    post.coordinator()
        .tell(
            new RegisterTeacher(
                post.id(), self, post.location(), credentials, post.outbox().held()));
    slotsTold = NOT_TOLD;
  }

  /** The worker leaves, and of its leases computes only the one in hand. */
  void draining(Optional<Lease> inHand) {
    post.coordinator()
        .tell(
            new TeacherDraining(post.id(), inHand.map(Lease::id).map(List::of).orElse(List.of())));
  }

  /** How many leases the worker can take, unless it has said so since it last registered. */
  void slots(int slots) {
    if (slots != slotsTold) {
      slotsTold = slots;
      post.coordinator().tell(new RequestWork(post.id(), slots));
    }
  }

  /** The worker takes up a lease; a random wait counts, since it stands for a slow device. */
  void takenUp() {
    takenUpAt = post.nanoClock().getAsLong();
  }

  /** The lease that was taken up has its signal. */
  void ready(Lease lease, long bytes) {
    ready(lease, bytes, (post.nanoClock().getAsLong() - takenUpAt) / NANOS_PER_MICRO);
  }

  /** That lease's signal lay there already. */
  void readyBefore(Lease lease, long bytes) {
    ready(lease, bytes, 0);
  }

  private void ready(Lease lease, long bytes, long computeMicros) {
    int samples = lease.plan().samples().size();
    post.coordinator()
        .tell(new SignalReady(post.id(), lease.id(), lease.epoch(), bytes, samples, computeMicros));
  }

  void giveBack(Lease lease, Category category, @Nullable String reason) {
    post.coordinator()
        .tell(
            new LeaseReturned(
                post.id(), lease.id(), lease.epoch(), category, String.valueOf(reason)));
  }
}
