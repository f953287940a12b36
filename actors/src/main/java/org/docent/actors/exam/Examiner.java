package org.docent.actors.exam;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.docent.protocol.control.ExaminerProtocol;
import org.docent.protocol.control.ExaminerProtocol.Answered;
import org.docent.protocol.control.ExaminerProtocol.Enroll;
import org.docent.protocol.control.ExaminerProtocol.Ready;
import org.docent.protocol.control.ExaminerProtocol.Unanswered;
import org.docent.protocol.control.RespondentProtocol;
import org.docent.protocol.exam.ExamSheet;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts questions to the respondents of other processes. Who has one is waited for until it answers
 * or its node is lost; a question that is lost with it is the caller's to put to another. An answer
 * that comes twice, or too late, is the same as the one that counts.
 */
final class Examiner extends AbstractBehavior<ExaminerProtocol.Command> {

  /** Hears who may be asked. */
  @FunctionalInterface
  interface Seating {
    /** One more place at which one question at a time is answered. */
    void place(ActorRef<ExaminerProtocol.Command> examiner, String name, String key);
  }

  /** Begin an exam with all who are there and come. */
  record Begin(ExamSheet sheet, Seating seating) implements ExaminerProtocol.Internal {}

  /** Put a question to a respondent; the future has the answer, or fails. */
  record Put(String name, String key, int index, CompletableFuture<String> answer)
      implements ExaminerProtocol.Internal {}

  /** Nothing is left: send everybody home, then say so. */
  record Close(CompletableFuture<Void> done) implements ExaminerProtocol.Internal {}

  private record Gone(String name, ActorRef<RespondentProtocol.Command> respondent)
      implements ExaminerProtocol.Internal {}

  private static final Logger log = LoggerFactory.getLogger(Examiner.class);

  /** A respondent, and what it was asked and has not answered. */
  private static final class Seat {
    private final ActorRef<RespondentProtocol.Command> respondent;
    private final Map<Integer, CompletableFuture<String>> asked = new HashMap<>();
    private String key = "";
    private int answered;

    Seat(ActorRef<RespondentProtocol.Command> respondent) {
      this.respondent = respondent;
    }
  }

  private final Map<String, Seat> seats = new TreeMap<>();
  private @Nullable Begin exam;

  private Examiner(ActorContext<ExaminerProtocol.Command> context) {
    super(context);
  }

  static Behavior<ExaminerProtocol.Command> create() {
    return Behaviors.setup(Examiner::new);
  }

  @Override
  public Receive<ExaminerProtocol.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Enroll.class, this::onEnroll)
        .onMessage(Ready.class, this::onReady)
        .onMessage(Answered.class, this::onAnswered)
        .onMessage(Unanswered.class, this::onUnanswered)
        .onMessage(Begin.class, this::onBegin)
        .onMessage(Put.class, this::onPut)
        .onMessage(Close.class, this::onClose)
        .onMessage(Gone.class, this::onGone)
        .build();
  }

  private Behavior<ExaminerProtocol.Command> onEnroll(Enroll enroll) {
    Seat there = seats.get(enroll.name());
    if (there == null || !there.respondent.equals(enroll.respondent())) {
      if (there != null) {
        lose(enroll.name(), there);
      }
      log.info("respondent {} is there", enroll.name());
      seats.put(enroll.name(), new Seat(enroll.respondent()));
      getContext().watchWith(enroll.respondent(), new Gone(enroll.name(), enroll.respondent()));
      if (exam != null) {
        enroll.respondent().tell(new RespondentProtocol.Sit(exam.sheet()));
      }
    }
    enroll.respondent().tell(RespondentProtocol.Present.INSTANCE);
    return this;
  }

  private Behavior<ExaminerProtocol.Command> onBegin(Begin begin) {
    exam = begin;
    seats.values().forEach(seat -> seat.respondent.tell(new RespondentProtocol.Sit(begin.sheet())));
    return this;
  }

  private Behavior<ExaminerProtocol.Command> onReady(Ready ready) {
    Seat seat = seats.get(ready.name());
    if (seat != null
        && exam != null
        && exam.sheet().key().equals(ready.key())
        && !seat.key.equals(ready.key())) {
      seat.key = ready.key();
      for (int place = 0; place < ready.places(); place++) {
        exam.seating().place(getContext().getSelf(), ready.name(), ready.key());
      }
    }
    return this;
  }

  private Behavior<ExaminerProtocol.Command> onPut(Put put) {
    Seat seat = seats.get(put.name());
    if (seat == null || !seat.key.equals(put.key())) {
      put.answer().completeExceptionally(lost(put.name()));
      return this;
    }
    seat.asked.put(put.index(), put.answer());
    seat.respondent.tell(new RespondentProtocol.Ask(put.key(), put.index()));
    return this;
  }

  private Behavior<ExaminerProtocol.Command> onAnswered(Answered answered) {
    CompletableFuture<String> asked = asked(answered.name(), answered.key(), answered.index());
    Seat seat = seats.get(answered.name());
    if (asked != null && seat != null) {
      seat.answered++;
      asked.complete(answered.text());
    }
    return this;
  }

  private Behavior<ExaminerProtocol.Command> onUnanswered(Unanswered unanswered) {
    CompletableFuture<String> asked =
        asked(unanswered.name(), unanswered.key(), unanswered.index());
    if (asked != null) {
      asked.completeExceptionally(
          unanswered.category() == Category.SKIP_BATCH
              ? DocentException.skip(unanswered.reason())
              : DocentException.retry(unanswered.name() + ": " + unanswered.reason()));
    }
    return this;
  }

  private @Nullable CompletableFuture<String> asked(String name, String key, int index) {
    Seat seat = seats.get(name);
    return seat == null || !seat.key.equals(key) ? null : seat.asked.remove(index);
  }

  private Behavior<ExaminerProtocol.Command> onGone(Gone gone) {
    Seat seat = seats.get(gone.name());
    if (seat != null && seat.respondent.equals(gone.respondent())) {
      log.warn("respondent {} is gone; what it had goes to others", gone.name());
      lose(gone.name(), seat);
    }
    return this;
  }

  private void lose(String name, Seat seat) {
    seats.remove(name);
    seat.asked.values().forEach(answer -> answer.completeExceptionally(lost(name)));
  }

  private static DocentException lost(String name) {
    return DocentException.retry("respondent " + name + " is lost");
  }

  private Behavior<ExaminerProtocol.Command> onClose(Close close) {
    seats.forEach(
        (name, seat) -> {
          log.info("respondent {} answered {} questions", name, seat.answered);
          seat.respondent.tell(RespondentProtocol.Dismiss.INSTANCE);
        });
    exam = null;
    close.done().complete(null);
    return this;
  }
}
