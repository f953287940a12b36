package org.docent.coordinator.cli.client;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.docent.actors.node.Knock;
import org.docent.actors.node.NodeRole;
import org.docent.actors.node.NodeSettings;
import org.docent.actors.node.NodeSystem;
import org.docent.actors.tls.Tls;
import org.docent.coordinator.run.CoordinatorSingleton;
import org.docent.protocol.control.ClientProtocol;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.DrainTeachers;
import org.docent.protocol.control.CoordinatorProtocol.StatusRequest;
import org.docent.protocol.control.CoordinatorProtocol.StopRun;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.status.RunStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of the cluster for a moment, with a role of its own that nobody counts: asks the
 * coordinator, wherever it runs, and leaves. For one thread.
 */
public final class ClusterClient implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ClusterClient.class);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration LEAVING = Duration.ofSeconds(10);

  private final ActorSystem<ClientProtocol.Command> system;
  private final ActorRef<CoordinatorProtocol.Command> coordinator;
  private final BlockingQueue<ClientProtocol.Command> answers;
  private final List<String> seeds;
  private final Duration patience;
  private final @Nullable Tls tls;

  private ClusterClient(
      ActorSystem<ClientProtocol.Command> system,
      BlockingQueue<ClientProtocol.Command> answers,
      List<String> seeds,
      Duration patience,
      @Nullable Tls tls) {
    this.system = system;
    this.coordinator = CoordinatorSingleton.proxy(system);
    this.answers = answers;
    this.seeds = seeds;
    this.patience = patience;
    this.tls = tls;
  }

  /**
   * Begins to join.
   *
   * @param seeds members as {@code host:port}
   * @param host address of this machine that they can reach; empty for the one by which it reaches
   *     the first that listens
   * @param patience how long to wait for an answer
   * @param tls of this machine, null for none
   * @throws DocentException when nobody listens at any of these addresses
   */
  public static ClusterClient join(
      List<String> seeds, Optional<String> host, Duration patience, @Nullable Tls tls) {
    String itsOwn = towardsAny(seeds);
    BlockingQueue<ClientProtocol.Command> answers = new LinkedBlockingQueue<>();
    NodeSettings here =
        new NodeSettings(
            NodeRole.CLIENT, host.orElse(itsOwn), 0, seeds, /* ownsProcess= */ false, tls);
    return new ClusterClient(
        NodeSystem.start(here, collectingIn(answers)), answers, seeds, patience, tls);
  }

  private static Behavior<ClientProtocol.Command> collectingIn(
      BlockingQueue<ClientProtocol.Command> answers) {
    return Behaviors.receiveMessage(
        answer -> {
          answers.add(answer);
          return Behaviors.same();
        });
  }

  /**
   * The address of this machine from which the first of them that listens is reached.
   *
   * @throws DocentException when none does
   */
  public static String towardsAny(List<String> seeds) {
    for (String seed : seeds) {
      int colon = seed.lastIndexOf(':');
      int port = Integer.parseInt(seed.substring(colon + 1));
      try (Socket socket = new Socket()) {
        InetAddress there = InetAddress.getByName(seed.substring(0, colon));
        socket.connect(new InetSocketAddress(there, port), (int) CONNECT.toMillis());
        return socket.getLocalAddress().getHostAddress();
      } catch (IOException e) {
        log.debug("nobody listens at {}", seed, e);
      }
    }
    throw DocentException.stop(
        "nobody listens at %s: what ran there has ended, or the address is another"
            .formatted(String.join(", ", seeds)));
  }

  /**
   * Where the run stands.
   *
   * @throws DocentException when nobody answers
   */
  public RunStatus status() {
    return ask(new StatusRequest(system), ClientProtocol.Status.class).run();
  }

  /** The next status that comes, asked for or not; empty when none does in that time. */
  public Optional<RunStatus> nextStatus(Duration within) {
    coordinator.tell(new StatusRequest(system));
    return next(ClientProtocol.Status.class, within).map(ClientProtocol.Status::run);
  }

  /**
   * Has a teacher leave, or all of a node's.
   *
   * @throws DocentException when nobody answers
   */
  public ClientProtocol.Draining drain(String name) {
    return ask(new DrainTeachers(name, system), ClientProtocol.Draining.class);
  }

  /** Asks for a checkpoint after the step in hand, and then for the run's end. */
  public void stop(String reason) {
    coordinator.tell(new StopRun(reason));
  }

  private <A extends ClientProtocol.Command> A ask(
      CoordinatorProtocol.Command question, Class<A> answer) {
    for (long tries = Math.max(1, patience.dividedBy(ASK_AGAIN)); tries > 0; tries--) {
      coordinator.tell(question);
      Optional<A> answered = next(answer, ASK_AGAIN);
      if (answered.isPresent()) {
        return answered.get();
      }
    }
    seeds.stream()
        .flatMap(seed -> Knock.at(seed, tls, CONNECT).stream())
        .findFirst()
        .ifPresent(
            hindrance -> {
              throw DocentException.stop("the cluster cannot be joined: " + hindrance.reason());
            });
    throw DocentException.stop(
        "no coordinator answered at %s within %d s: the run is ending, or its nodes cannot reach this machine at %s (--host names another address of it)"
            .formatted(
                String.join(", ", seeds), patience.toSeconds(), NodeSystem.addressOf(system)));
  }

  private <A extends ClientProtocol.Command> Optional<A> next(Class<A> kind, Duration within) {
    try {
      ClientProtocol.Command answer = answers.poll(within.toMillis(), TimeUnit.MILLISECONDS);
      while (answer != null && !kind.isInstance(answer)) {
        answer = answers.poll(within.toMillis(), TimeUnit.MILLISECONDS);
      }
      return Optional.ofNullable(answer).map(kind::cast);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Leaves the cluster; waits a bounded time for it. */
  @Override
  public void close() {
    NodeSystem.end(system, LEAVING);
  }
}
