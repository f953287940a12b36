package org.docent.actors.node;

import akka.actor.typed.ActorRef;
import org.docent.actors.device.Device;
import org.docent.actors.stream.Outbox;
import org.docent.actors.stream.Outboxes;
import org.docent.actors.stream.SignalServer;
import org.docent.actors.stream.StreamOptions;
import org.docent.actors.teacher.TeacherDuty;
import org.docent.actors.teacher.TeacherFactory;
import org.docent.actors.teacher.TeacherPost;
import org.docent.actors.teacher.TeacherWorker;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.settings.SettingsLoader;

/** A teacher worker at its place: a cluster member, an outbox and the server students pull from. */
public final class TeacherNode implements AutoCloseable {

  private final ClusterMember member;
  private final SignalServer server;
  private final Outboxes outboxes;
  private final TeacherId id;

  private TeacherNode(
      ClusterMember member, SignalServer server, Outboxes outboxes, TeacherId id) {
    this.member = member;
    this.server = server;
    this.outboxes = outboxes;
    this.id = id;
  }

  /**
   * Starts a worker on {@code member}.
   *
   * @param outboxes those of this process
   * @param host address on which signals are served
   * @param port 0 for any free one
   */
  public static TeacherNode start(
      ClusterMember member,
      ActorRef<CoordinatorProtocol.Command> coordinator,
      TeacherId id,
      Device device,
      TeacherFactory factory,
      Outboxes outboxes,
      StreamOptions options,
      String host,
      int port) {
    Outbox outbox = outboxes.open(id);
    SignalServer server = SignalServer.start(outboxes, options, host, port);
    TeacherPost post =
        new TeacherPost(
            id,
            coordinator,
            server.location(host),
            outbox,
            device,
            factory,
            configuration -> TeacherDuty.of(SettingsLoader.parse(configuration)));
    member.spawn(TeacherWorker.create(post), "teacher-" + id);
    return new TeacherNode(member, server, outboxes, id);
  }

  @Override
  public void close() {
    member.close();
    server.close();
    outboxes.close(id);
  }
}
