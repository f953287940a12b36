package org.docent.actors.node;

import akka.actor.typed.ActorRef;
import java.util.function.LongSupplier;
import org.docent.actors.device.Device;
import org.docent.actors.stream.Outboxes;
import org.docent.actors.stream.SignalClient;
import org.docent.actors.stream.StreamOptions;
import org.docent.actors.student.StudentDuty;
import org.docent.actors.student.StudentFactory;
import org.docent.actors.student.StudentPost;
import org.docent.actors.student.StudentTrainer;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.settings.SettingsLoader;

/** A student trainer at its place: a cluster member and the client that pulls signals. */
public final class StudentNode implements AutoCloseable {

  private final ClusterMember member;
  private final SignalClient signals;

  private StudentNode(ClusterMember member, SignalClient signals) {
    this.member = member;
    this.signals = signals;
  }

  /**
   * Starts a trainer on {@code member}.
   *
   * @param outboxes those of this process, from which signals are handed over
   * @param nanos a clock that only goes forward, in nanoseconds
   */
  public static StudentNode start(
      ClusterMember member,
      ActorRef<CoordinatorProtocol.Command> coordinator,
      StudentId id,
      Device device,
      StudentFactory factory,
      Outboxes outboxes,
      StreamOptions options,
      LongSupplier nanos) {
    SignalClient signals =
        new SignalClient(outboxes, options, SignalClient.SameProcess.HAND_OVER);
    StudentPost post =
        new StudentPost(
            id,
            coordinator,
            signals,
            device,
            factory,
            configuration -> StudentDuty.of(SettingsLoader.parse(configuration)),
            nanos);
    member.spawn(StudentTrainer.create(post), "student-" + id);
    return new StudentNode(member, signals);
  }

  @Override
  public void close() {
    member.close();
    signals.close();
  }
}
