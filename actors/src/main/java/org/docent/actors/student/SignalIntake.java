package org.docent.actors.student;

import akka.actor.typed.javadsl.ActorContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.docent.actors.stream.SignalSource;
import org.docent.actors.student.StudentMessages.Fetched;
import org.docent.actors.student.StudentMessages.HeadFetched;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.control.CoordinatorProtocol.Rejection;
import org.docent.protocol.control.StudentProtocol.Command;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls signals as they are offered and wanted, and the teacher's head once; rejects to the
 * coordinator what could not be pulled. Belongs to one trainer and is called by it alone, but for
 * {@link #giveBack}.
 *
 * <p>A signal has one owner at a time: the pull until its end was told, the window while it is
 * held, the device's work from {@link #use} to its end. Each gives it back to its source, or passes
 * it on.
 */
final class SignalIntake {

  private static final Logger log = LoggerFactory.getLogger(SignalIntake.class);

  private enum Head {
    UNKNOWN,
    PULLING,
    PULLED,
    GIVEN
  }

  private final ActorContext<Command> context;
  private final StudentPost post;
  private final StudentReports reports;
  private final SignalWindow window = new SignalWindow(this::giveBack);
  private final Map<SignalAvailable, CompletionStage<Signal>> pulls = new HashMap<>();
  private final AtomicLong outstandingBytes = new AtomicLong();
  private Head headState = Head.UNKNOWN;
  private @Nullable SignalSource signals;
  private @Nullable TeacherHead head;

  SignalIntake(ActorContext<Command> context, StudentPost post, StudentReports reports) {
    this.context = context;
    this.post = post;
    this.reports = reports;
  }

  /** Signals come from there from now on; whom it loses the coordinator hears of at once. */
  void takeFrom(SignalSource source) {
    signals = source;
    source.watch(reports::unreachable);
  }

  void offer(SignalAvailable offer) {
    reports.unseen().offerCame(offer.id());
    window.offer(offer);
  }

  /**
   * Starts the pulls of these micro-batches that are offered and not begun, and of a needed head.
   *
   * @param maxBytes what may be outstanding: being pulled, held or in use; the first of these
   *     micro-batches may exceed it
   */
  void pull(List<MicroBatchPlan> wanted, long maxBytes, boolean needsHead) {
    Map<MicroBatchId, MicroBatchPlan> plans = new LinkedHashMap<>();
    wanted.forEach(plan -> plans.put(plan.id(), plan));
    List<MicroBatchId> ids = List.copyOf(plans.keySet());
    for (SignalAvailable offer : window.begin(ids, maxBytes - outstandingBytes.get())) {
      outstandingBytes.addAndGet(offer.bytes());
      MicroBatchPlan plan = Objects.requireNonNull(plans.get(offer.id()));
      CompletionStage<Signal> pull = signals().fetch(offer, plan);
      pulls.put(offer, pull);
      context.pipeToSelf(pull, (signal, fault) -> new Fetched(offer, signal, fault));
    }
    if (needsHead && headState == Head.UNKNOWN) {
      window.firstOffer().ifPresent(this::pullHead);
    }
  }

  /**
   * Takes what a pull gave.
   *
   * @throws DocentException when the run must stop
   */
  void took(Fetched fetched) {
    SignalAvailable offer = fetched.offer();
    pulls.remove(offer);
    Signal signal = fetched.signal();
    if (signal == null) {
      outstandingBytes.addAndGet(-offer.bytes());
      rejectUnpulled(offer, fetched.failure());
      return;
    }
    window.hold(new PulledSignal(offer, signal));
  }

  /**
   * Takes what the pull of the head gave.
   *
   * @throws DocentException when the run must stop
   */
  void took(HeadFetched fetched) {
    head = fetched.head();
    headState = head == null ? Head.UNKNOWN : Head.PULLED;
    if (head == null) {
      rejectUnpulled(fetched.offer(), fetched.failure());
    }
  }

  /** The head, if it has come and was not given yet; it is given now. */
  Optional<TeacherHead> headToGive() {
    if (headState != Head.PULLED) {
      return Optional.empty();
    }
    headState = Head.GIVEN;
    Optional<TeacherHead> given = Optional.ofNullable(head);
    head = null;
    return given;
  }

  /** The signal of that micro-batch, if it has come and a needed head was given; give it back. */
  Optional<PulledSignal> use(MicroBatchId id, boolean needsHead) {
    return !needsHead || headState == Head.GIVEN ? window.use(id) : Optional.empty();
  }

  /**
   * Rejects the signal in use for a micro-batch, if it is to blame for a failure: one that may be
   * retried was found before anything of the step had changed, so that the micro-batch stays the
   * next and only needs another signal.
   */
  boolean rejectUsed(MicroBatchId id, @Nullable Throwable failure) {
    boolean toBlame = failure instanceof DocentException ours && ours.category() == Category.RETRY;
    Optional<SignalAvailable> used = toBlame ? window.inUse(id) : Optional.empty();
    used.ifPresent(offer -> reject(offer, Rejection.UNUSABLE, reasonOf(failure)));
    return used.isPresent();
  }

  /** Returns a signal to its source once nothing reads it any more; from any thread. */
  void giveBack(PulledSignal pulled) {
    signals().release(pulled.signal());
    outstandingBytes.addAndGet(-pulled.offer().bytes());
  }

  void forget(Predicate<MicroBatchId> behind) {
    window.forget(behind);
  }

  /** Gives back what is held now and what is still to come. */
  void close() {
    window.clear();
    pulls.values().forEach(this::giveBackWhenItComes);
    pulls.clear();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a pull that fails has nothing to give back
  private void giveBackWhenItComes(CompletionStage<Signal> pull) {
    pull.thenAccept(signals()::release);
  }

  private SignalSource signals() {
    return Objects.requireNonNull(signals, "nothing is pulled before a run");
  }

  private void pullHead(SignalAvailable offer) {
    headState = Head.PULLING;
    context.pipeToSelf(
        signals().head(offer.location(), offer.teacher()),
        (pulled, fault) -> new HeadFetched(offer, pulled, fault));
  }

  private void rejectUnpulled(SignalAvailable offer, @Nullable Throwable failure) {
    if (failure instanceof DocentException ours && ours.category() == Category.STOP_RUN) {
      throw ours;
    }
    boolean damage = failure instanceof DocentException ours && ours.isDamage();
    reject(offer, damage ? Rejection.CORRUPT : Rejection.UNREACHABLE, reasonOf(failure));
  }

  private static String reasonOf(@Nullable Throwable failure) {
    return failure == null ? "no reason given" : String.valueOf(failure.getMessage());
  }

  private void reject(SignalAvailable offer, Rejection kind, String reason) {
    if (window.fail(offer)) {
      log.warn("student {} rejects {}: {}", post.id(), offer.id(), reason);
      reports.rejected(offer, kind, reason);
    }
  }
}
