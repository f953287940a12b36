package org.docent.actors.student;

import akka.actor.typed.javadsl.ActorContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.docent.actors.stream.SignalSource;
import org.docent.actors.student.StudentMessages.Fetched;
import org.docent.actors.student.StudentMessages.HeadFetched;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
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
 * coordinator what could not be pulled. Belongs to one trainer and is called by it alone.
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
  private final SignalWindow window = new SignalWindow();
  private Head headState = Head.UNKNOWN;
  private @Nullable SignalSource signals;
  private @Nullable TeacherHead head;
  private @Nullable String fingerprint;

  SignalIntake(ActorContext<Command> context, StudentPost post, StudentReports reports) {
    this.context = context;
    this.post = post;
    this.reports = reports;
  }

  /** Signals come from there from now on. */
  void takeFrom(SignalSource source) {
    signals = source;
  }

  void offer(SignalAvailable offer) {
    reports.unseen().offerCame(offer.id());
    window.offer(offer);
  }

  /** Starts the pulls of these micro-batches that are offered and not begun, and of the head. */
  void pull(List<MicroBatchPlan> wanted) {
    for (MicroBatchPlan plan : wanted) {
      for (SignalAvailable offer : window.begin(List.of(plan.id()))) {
        context.pipeToSelf(
            signals().fetch(offer, plan), (signal, fault) -> new Fetched(offer, signal, fault));
      }
    }
    if (headState == Head.UNKNOWN) {
      window.firstOffer().ifPresent(this::pullHead);
    }
  }

  /**
   * Takes what a pull gave.
   *
   * @throws DocentException when the run must stop
   */
  void took(Fetched fetched) {
    Signal signal = fetched.signal();
    if (signal == null) {
      reject(fetched.offer(), fetched.failure());
      return;
    }
    requireOneTeacher(fetched.offer(), signal.header().teacherFingerprint());
    window.hold(fetched.offer(), signal);
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
      reject(fetched.offer(), fetched.failure());
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

  /** The signal of that micro-batch, if it has come and the head was given. */
  Optional<Signal> use(MicroBatchId id) {
    return headState == Head.GIVEN ? window.use(id) : Optional.empty();
  }

  void forget(Predicate<MicroBatchId> behind) {
    window.forget(behind);
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

  private void reject(SignalAvailable offer, @Nullable Throwable failure) {
    if (failure instanceof DocentException ours && ours.category() == Category.STOP_RUN) {
      throw ours;
    }
    if (window.fail(offer)) {
      String reason = failure == null ? "no reason given" : String.valueOf(failure.getMessage());
      log.warn("student {} rejects {}: {}", post.id(), offer.id(), reason);
      reports.rejected(offer, reason);
    }
  }

  private void requireOneTeacher(SignalAvailable offer, String stated) {
    if (fingerprint == null) {
      fingerprint = stated;
    } else if (!fingerprint.equals(stated)) {
      throw DocentException.stop(
          "teacher "
              + offer.teacher()
              + " gives signals of weights "
              + stated
              + ", the signals before were of weights "
              + fingerprint
              + ": start every teacher worker with the same model");
    }
  }
}
