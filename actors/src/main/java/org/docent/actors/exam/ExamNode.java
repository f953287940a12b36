package org.docent.actors.exam;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.docent.actors.node.Knock;
import org.docent.actors.node.NodeRole;
import org.docent.actors.node.NodeSettings;
import org.docent.actors.node.NodeSystem;
import org.docent.actors.tls.Tls;
import org.docent.protocol.control.ExaminerProtocol;
import org.docent.protocol.control.RespondentProtocol;
import org.docent.protocol.exam.ExamSheet;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node of an examiner or of a respondent. */
public final class ExamNode implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ExamNode.class);
  private static final Duration LEAVING = Duration.ofSeconds(10);
  private static final Duration KNOCK = Duration.ofSeconds(2);

  private final ActorSystem<?> system;
  private final @Nullable ActorRef<ExaminerProtocol.Command> examiner;
  private final ExecutorService places = Executors.newCachedThreadPool(ExamNode::daemon);

  private ExamNode(ActorSystem<?> system, @Nullable ActorRef<ExaminerProtocol.Command> examiner) {
    this.system = system;
    this.examiner = examiner;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "exam-place");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Starts an examiner, with a cluster of its own, of which it is the judge.
   *
   * @param tls of this machine; null lets in whoever reaches it
   * @throws DocentException when its address cannot be bound, or its certificate is not for it
   */
  public static ExamNode examiner(String host, int port, @Nullable Tls tls) {
    NodeSettings here =
        new NodeSettings(
            NodeRole.COORDINATOR, host, port, List.of(), /* ownsProcess= */ false, tls);
    ActorSystem<ExaminerProtocol.Command> system = NodeSystem.start(here, Examiner.create());
    return new ExamNode(system, system);
  }

  /**
   * Starts a respondent, which looks for the examiner at {@code address}.
   *
   * @param host of this machine, by which the examiner reaches it
   * @param tls of this machine, null for none; both ends have it or neither
   * @throws DocentException when its certificate is not for that host
   */
  public static ExamNode respondent(String host, String address, ExamRoom room, @Nullable Tls tls) {
    NodeSettings here =
        new NodeSettings(
            NodeRole.RESPONDENT, host, 0, List.of(address), /* ownsProcess= */ false, tls);
    return new ExamNode(
        NodeSystem.start(
            here,
            Behaviors.<RespondentProtocol.Command>setup(
                context ->
                    RespondentWorker.create(
                        room,
                        ActorRefResolver.get(context.getSystem())
                            .resolveActorRef("akka://docent@" + address + "/user"),
                        () -> Knock.at(address, tls, KNOCK)))),
        null);
  }

  /** Where respondents find an examiner, {@code host:port}. */
  public String address() {
    return NodeSystem.addressOf(system);
  }

  /**
   * Has the respondents sit an exam from now on.
   *
   * @param attend is called for each place, on a thread of its own, with what asks there: it takes
   *     a question's index and fails with category RETRY when the respondent is lost
   */
  public void begin(ExamSheet sheet, Consumer<IntFunction<String>> attend) {
    tell(new Examiner.Begin(sheet, (self, name, key) -> seat(attend, name, key)));
  }

  private void seat(Consumer<IntFunction<String>> attend, String name, String key) {
    places.execute(
        () -> {
          try {
            attend.accept(index -> ask(name, key, index));
          } catch (DocentException e) {
            log.warn("{} answers no more: {}", name, e.getMessage());
          }
        });
  }

  private String ask(String name, String key, int index) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    tell(new Examiner.Put(name, key, index, answer));
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DocentException ours) {
        throw ours;
      }
      throw e;
    }
  }

  private void tell(ExaminerProtocol.Command command) {
    if (examiner == null) {
      throw new IllegalStateException("a respondent examines nobody");
    }
    examiner.tell(command);
  }

  /** Sends respondents home and leaves the cluster; waits a bounded time for it. */
  @Override
  public void close() {
    if (examiner != null) {
      CompletableFuture<Void> told = new CompletableFuture<>();
      tell(new Examiner.Close(told));
      told.completeOnTimeout(null, LEAVING.toMillis(), TimeUnit.MILLISECONDS).join();
    }
    places.shutdownNow();
    if (!NodeSystem.end(system, LEAVING)) {
      log.warn("the node did not leave within {}", LEAVING);
    }
  }
}
