package org.docent.actors.exam;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.docent.actors.device.Device;
import org.docent.actors.node.Knock;
import org.docent.protocol.control.ExaminerProtocol;
import org.docent.protocol.control.RespondentProtocol;
import org.docent.protocol.control.RespondentProtocol.Ask;
import org.docent.protocol.control.RespondentProtocol.Dismiss;
import org.docent.protocol.control.RespondentProtocol.Present;
import org.docent.protocol.control.RespondentProtocol.Sit;
import org.docent.protocol.exam.ExamSheet;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers an examiner's questions on its devices, one at a time on each. It ends when it is
 * dismissed, when it cannot sit the exam, when the examiner's door stays shut to it, or when
 * nothing was heard of the examiner for a while.
 */
final class RespondentWorker extends AbstractBehavior<RespondentProtocol.Command> {

  private enum Tick implements RespondentProtocol.Internal {
    INSTANCE
  }

  private record Knocked(Optional<Knock> hindrance) implements RespondentProtocol.Internal {}

  private record Opened(String key, @Nullable Throwable fault)
      implements RespondentProtocol.Internal {}

  private record Done(int place, Ask ask, @Nullable String text, @Nullable Throwable fault)
      implements RespondentProtocol.Internal {}

  private static final Logger log = LoggerFactory.getLogger(RespondentWorker.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** After how many silent ticks it is found out, again and again, what hinders. */
  private static final int TICKS_TO_KNOCK = 3;

  private final ExamRoom room;
  private final ActorRef<ExaminerProtocol.Command> examiner;
  private final Supplier<Optional<Knock>> door;
  private final Deque<Integer> free = new ArrayDeque<>();
  private final Deque<Ask> waiting = new ArrayDeque<>();
  private String key = "";
  private int silentTicks;
  private boolean met;

  private RespondentWorker(
      ActorContext<RespondentProtocol.Command> context,
      TimerScheduler<RespondentProtocol.Command> timers,
      ExamRoom room,
      ActorRef<ExaminerProtocol.Command> examiner,
      Supplier<Optional<Knock>> door) {
    super(context);
    this.room = room;
    this.examiner = examiner;
    this.door = door;
    for (int place = 0; place < room.desks().size(); place++) {
      free.add(place);
    }
    timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
  }

  /**
   * A respondent of that examiner.
   *
   * @param door knocks at the examiner's, for seconds
   */
  static Behavior<RespondentProtocol.Command> create(
      ExamRoom room, ActorRef<ExaminerProtocol.Command> examiner, Supplier<Optional<Knock>> door) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new RespondentWorker(context, timers, room, examiner, door)));
  }

  @Override
  public Receive<RespondentProtocol.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Tick.class, this::onTick)
        .onMessage(Knocked.class, this::onKnocked)
        .onMessage(Present.class, this::onPresent)
        .onMessage(Sit.class, this::onSit)
        .onMessage(Opened.class, this::onOpened)
        .onMessage(Ask.class, this::onAsk)
        .onMessage(Done.class, this::onDone)
        .onMessage(Dismiss.class, this::onDismiss)
        .build();
  }

  private Behavior<RespondentProtocol.Command> onTick(Tick tick) {
    if (Cluster.get(getContext().getSystem()).selfMember().status() == MemberStatus.up()) {
      // Not before: only a member that is lost is missed.
      examiner.tell(new ExaminerProtocol.Enroll(room.name(), getContext().getSelf()));
    }
    silentTicks++;
    if (!met && silentTicks % TICKS_TO_KNOCK == 0) {
      knock();
    }
    if (silentTicks * TICK.toSeconds() < room.patience().toSeconds()) {
      return this;
    }
    return end(
        met
            ? "nothing was heard of the examiner for %d s: start it again, then this"
                .formatted(room.patience().toSeconds())
            : "no examiner answered within %d s: give the address that docent eval --serve-port prints"
                .formatted(room.patience().toSeconds()));
  }

  private void knock() {
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(
                door, getContext().getSystem().dispatchers().lookup(DispatcherSelector.blocking())),
            (hindrance, fault) -> new Knocked(fault == null ? hindrance : Optional.empty()));
  }

  private Behavior<RespondentProtocol.Command> onKnocked(Knocked knocked) {
    Optional<Knock> shut = knocked.hindrance().filter(Knock::hopeless);
    return met || shut.isEmpty()
        ? this
        : end("the examiner cannot be joined: " + shut.get().reason());
  }

  private Behavior<RespondentProtocol.Command> onPresent(Present present) {
    silentTicks = 0;
    met = true;
    return this;
  }

  private Behavior<RespondentProtocol.Command> onSit(Sit sit) {
    ExamSheet sheet = sit.sheet();
    key = "";
    waiting.clear();
    log.info("sits {}", sheet.benchmark());
    List<CompletableFuture<Void>> opening =
        room.desks().stream().map(desk -> desk.open(sheet)).toList();
    getContext()
        .pipeToSelf(
            CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new)),
            (done, fault) -> new Opened(sheet.key(), fault));
    return this;
  }

  private Behavior<RespondentProtocol.Command> onOpened(Opened opened) {
    if (opened.fault() != null) {
      return end(String.valueOf(failure(opened.fault()).getMessage()));
    }
    key = opened.key();
    examiner.tell(new ExaminerProtocol.Ready(room.name(), key, room.desks().size()));
    return this;
  }

  private Behavior<RespondentProtocol.Command> onAsk(Ask ask) {
    if (ask.key().equals(key)) {
      waiting.add(ask);
      answerNext();
    }
    return this;
  }

  private void answerNext() {
    if (free.isEmpty() || waiting.isEmpty()) {
      return;
    }
    int place = free.remove();
    Ask ask = waiting.remove();
    getContext()
        .pipeToSelf(
            room.desks().get(place).answer(ask.index()),
            (text, fault) -> new Done(place, ask, text, fault));
  }

  private Behavior<RespondentProtocol.Command> onDone(Done done) {
    free.add(done.place());
    Ask ask = done.ask();
    if (done.text() != null) {
      examiner.tell(
          new ExaminerProtocol.Answered(room.name(), ask.key(), ask.index(), done.text()));
      answerNext();
      return this;
    }
    DocentException failure = failure(done.fault());
    examiner.tell(
        new ExaminerProtocol.Unanswered(
            room.name(),
            ask.key(),
            ask.index(),
            failure.category(),
            String.valueOf(failure.getMessage())));
    if (failure.category() != Category.SKIP_BATCH) {
      return end(String.valueOf(failure.getMessage()));
    }
    answerNext();
    return this;
  }

  private Behavior<RespondentProtocol.Command> onDismiss(Dismiss dismiss) {
    return end("");
  }

  private Behavior<RespondentProtocol.Command> end(String fault) {
    room.ended().complete(fault);
    return Behaviors.stopped();
  }

  private static DocentException failure(@Nullable Throwable fault) {
    return Device.failure(
        fault instanceof CompletionException && fault.getCause() != null
            ? fault.getCause()
            : fault);
  }
}
