package org.docent.actors.stream;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.docent.actors.stream.IncomingPayload.Announced;
import org.docent.actors.tls.TlsFaults;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.signal.HeadShape;
import org.docent.protocol.signal.PullRequest;
import org.docent.protocol.signal.SignalHeader;
import org.docent.protocol.signal.SignalHeaderFormat;
import org.docent.protocol.signal.SignalLocation;

/**
 * Gets signals: from an outbox of its own process by handing the buffer over, from any other by a
 * pull over TCP. Each pull has a connection to itself, kept for the next one; how many run at a
 * time is the caller's credit. A broken connection is taken up again at the byte it had. Pulled
 * signals lie in pooled memory until they are released.
 */
public final class SignalClient implements SignalSource, AutoCloseable {

  /** Whether signals of the same process are handed over. */
  public enum SameProcess {
    HAND_OVER,
    /** Over a socket like any other: to try the data plane within one process. */
    OVER_SOCKET
  }

  /** Times the idle time: how long a chunk may take to come. */
  private static final int CHUNK_PATIENCE = 4;

  private final Outboxes own;
  private final StreamOptions options;
  private final SameProcess sameProcess;
  private final Transport transport = Transport.best();
  private final EventLoopGroup group = transport.oneLoop("docent-signal-client");
  private final EventLoop loop = group.next();
  private final Connector connector;
  private final KnownServers servers = new KnownServers();
  private final Set<IncomingPayload<?>> underWay = new HashSet<>();
  private final BufferPool pool;
  private volatile boolean closed;

  public SignalClient(Outboxes own, StreamOptions options, SameProcess sameProcess) {
    this.own = own;
    this.options = options;
    this.sameProcess = sameProcess;
    this.connector = new Connector(options, transport, group);
    this.pool = new BufferPool(options.pooledBytes());
  }

  /** How the kernel is reached on this machine: {@code epoll} or {@code nio}. */
  public static String transport() {
    return Transport.best().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public CompletionStage<Signal> fetch(SignalAvailable offer, MicroBatchPlan plan) {
    return fetch(offer.location(), offer.teacher(), offer.id(), offer.epoch());
  }

  /** The signal of a micro-batch as held by that teacher under exactly that epoch. */
  public CompletionStage<Signal> fetch(
      SignalLocation location, TeacherId teacher, MicroBatchId id, LeaseEpoch epoch) {
    Optional<Outbox> near = ownOutbox(location, teacher);
    if (near.isPresent()) {
      return handOver(teacher, near.get().get(id, epoch));
    }
    return pull(
        location, PullRequest.signal(teacher, id, epoch), pool, head -> announcedSignal(id, head));
  }

  @Override
  public void watch(Watcher watcher) {
    servers.watch(watcher);
  }

  /** What was handed over within the process is the outbox's and stays there. */
  @Override
  public void release(Signal signal) {
    pool.giveBack(signal.payload());
  }

  @Override
  public CompletionStage<TeacherHead> head(SignalLocation location, TeacherId teacher) {
    Optional<TeacherHead> near = ownOutbox(location, teacher).flatMap(Outbox::head);
    if (near.isPresent()) {
      return CompletableFuture.completedStage(near.get());
    }
    return pull(
        location, PullRequest.head(teacher), PayloadMemory.COLLECTED, SignalClient::announcedHead);
  }

  /** Ends the threads in the background; pulls under way fail. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    pool.close();
    loop.execute(() -> List.copyOf(underWay).forEach(this::failAsClosed));
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }

  BufferPool pool() {
    return pool;
  }

  private Optional<Outbox> ownOutbox(SignalLocation location, TeacherId teacher) {
    boolean near = sameProcess == SameProcess.HAND_OVER && location.process().equals(own.process());
    return near ? own.find(teacher) : Optional.empty();
  }

  private static CompletionStage<Signal> handOver(TeacherId teacher, Lookup lookup) {
    if (lookup instanceof Lookup.Found found) {
      return CompletableFuture.completedStage(found.signal());
    }
    String reason = ((Lookup.Refused) lookup).reason();
    return CompletableFuture.failedStage(
        DocentException.retry("teacher " + teacher + " hands nothing over: " + reason));
  }

  private static Announced<Signal> announcedSignal(MicroBatchId id, ByteBuffer head) {
    SignalHeader header = SignalHeaderFormat.decode(head);
    if (!header.id().equals(id)) {
      throw DocentException.retry("it carries micro-batch " + header.id());
    }
    return new Announced<>(header.payloadBytes(), payload -> new Signal(header, payload));
  }

  private static Announced<TeacherHead> announcedHead(ByteBuffer head) {
    HeadShape shape = HeadShape.decode(head);
    return new Announced<>(
        shape.payloadBytes(),
        payload -> new TeacherHead(shape.vocabulary(), shape.width(), shape.type(), payload));
  }

  private <T> CompletionStage<T> pull(
      SignalLocation location,
      PullRequest request,
      PayloadMemory memory,
      Function<ByteBuffer, Announced<T>> readHead) {
    IncomingPayload<T> pull = new IncomingPayload<>(location, request, options, memory, readHead);
    try {
      loop.execute(() -> begin(pull));
    } catch (RejectedExecutionException e) { // the loop has ended
      failAsClosed(pull);
    }
    return pull.result();
  }

  private void begin(IncomingPayload<?> pull) {
    if (closed) {
      failAsClosed(pull);
      return;
    }
    underWay.add(pull);
    pull.whenOver(() -> underWay.remove(pull));
    attempt(pull);
  }

  private void failAsClosed(IncomingPayload<?> pull) {
    pull.fail(Category.RETRY, "this client is closed", null);
  }

  private void attempt(IncomingPayload<?> pull) {
    PullConnection connection = servers.take(pull);
    if (connection != null) {
      connection.start(pull);
    } else {
      connect(pull.location(), opened -> opened.start(pull), reason -> again(pull, reason));
    }
  }

  /** Connects again to a server whose last connection closed unasked: does it live? */
  @SuppressWarnings("FutureReturnValueIgnored") // what comes of it the watcher hears
  private void lookAt(SignalLocation server, int lookedBefore) {
    if (!closed) {
      loop.schedule(
          () -> connect(server, opened -> servers.free(server, opened), reason -> {}),
          options.retryAfter().toMillis() * lookedBefore,
          TimeUnit.MILLISECONDS);
    }
  }

  private void connect(
      SignalLocation to, Consumer<PullConnection> then, Consumer<String> otherwise) {
    PullConnection connection =
        new PullConnection(new Connections(to), options.idle().multipliedBy(CHUNK_PATIENCE));
    connector
        .open(connection, to)
        .addListener(
            connected -> {
              if (connected.isSuccess()) {
                servers.opened(to);
                then.accept(connection);
              } else {
                String reason = String.valueOf(connected.cause().getMessage());
                servers.refused(to, TlsFaults.oneLine(reason));
                otherwise.accept(reason);
              }
            });
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what comes of it comes through the pull
  private void again(IncomingPayload<?> pull, String reason) {
    if (closed) {
      failAsClosed(pull);
      return;
    }
    long waitMillis = pull.broken(reason);
    if (waitMillis >= 0) {
      loop.schedule(() -> attempt(pull), waitMillis, TimeUnit.MILLISECONDS);
    }
  }

  private final class Connections implements PullConnection.Owner {
    private final SignalLocation location;

    Connections(SignalLocation location) {
      this.location = location;
    }

    @Override
    public void free(PullConnection connection) {
      servers.free(location, connection);
    }

    @Override
    public boolean isSpare(PullConnection connection) {
      return !servers.isTheOnly(location);
    }

    @Override
    public void closed(PullConnection connection, boolean unasked) {
      int lookedBefore = servers.closed(location, unasked);
      if (lookedBefore >= 0) {
        lookAt(location, lookedBefore);
      }
    }

    @Override
    public void broken(IncomingPayload<?> pull, String reason) {
      again(pull, reason);
    }
  }
}
