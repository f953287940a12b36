package org.docent.actors.student;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.docent.actors.student.CheckpointDesk.Trouble;
import org.docent.actors.student.StudentMessages.Outcome;
import org.docent.actors.student.StudentMessages.SaveAgain;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.StudentProtocol.Command;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.MicroBatchPlan;
import org.jspecify.annotations.Nullable;

/**
 * One student on one device. Messages only change what is known and wanted; then {@link DeviceWork}
 * looks for the next thing the device can do, one at a time: begin a stage, take the head, add the
 * next planned micro-batch, finish the step, save. So the weights move in planned order whatever
 * order things arrive in, and what arrives twice or late changes nothing.
 */
public final class StudentTrainer extends AbstractBehavior<Command> {

  private static final Duration HEARTBEAT_BEFORE_A_RUN = Duration.ofMillis(500);

  private final StudentPost post;
  private final TimerScheduler<Command> timers;
  private final Agenda agenda = new Agenda();
  private final StudentReports reports;
  private final SignalIntake intake;
  private final StudentDesk desk;
  private final StepTimes times;
  private final DeviceWork work;
  private final CheckpointDesk checkpoints;
  private final Standing standing;
  private @Nullable StudentDuty duty;

  private StudentTrainer(
      ActorContext<Command> context, TimerScheduler<Command> timers, StudentPost post) {
    super(context);
    this.timers = timers;
    this.post = post;
    this.reports = new StudentReports(post, context.getSelf());
    this.intake = new SignalIntake(context, post, reports);
    this.desk = new StudentDesk(context, post);
    this.checkpoints = new CheckpointDesk(context, agenda, reports, timers);
    this.times = new StepTimes(post.nanos());
    this.work = new DeviceWork(agenda, intake, desk, times);
    this.standing = new Standing(post.id());
    beatEvery(HEARTBEAT_BEFORE_A_RUN);
    reports.announce(/* serves= */ false, null);
  }

  /** A trainer that registers at once and works when it is welcomed to a run. */
  public static Behavior<Command> create(StudentPost post) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new StudentTrainer(context, timers, post)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(StudentProtocol.Welcome.class, this::onWelcome)
        .onMessage(StudentProtocol.StandBy.class, this::onStandBy)
        .onMessage(StudentProtocol.BeginStage.class, this::onBeginStage)
        .onMessage(StudentProtocol.Train.class, this::onTrain)
        .onMessage(StudentProtocol.SignalAvailable.class, this::onSignalAvailable)
        .onMessage(StudentProtocol.CheckpointAndStop.class, this::onCheckpointAndStop)
        .onMessage(StudentProtocol.SaveModel.class, this::onSaveModel)
        .onMessage(StudentProtocol.StepsRecorded.class, this::onStepsRecorded)
        .onMessage(StudentProtocol.Stop.class, this::onStop)
        .onMessage(StudentMessages.Heartbeat.class, this::onHeartbeat)
        .onMessage(StudentMessages.Opened.class, this::onOpened)
        .onMessage(StudentMessages.StageBegun.class, this::onStageBegun)
        .onMessage(StudentMessages.HeadTaken.class, this::onHeadTaken)
        .onMessage(StudentMessages.Accumulated.class, this::onAccumulated)
        .onMessage(StudentMessages.StepFinished.class, this::onStepFinished)
        .onMessage(StudentMessages.CheckpointStaged.class, this::onCheckpointStaged)
        .onMessage(StudentMessages.CheckpointSaved.class, this::onCheckpointSaved)
        .onMessage(SaveAgain.class, this::onSaveAgain)
        .onMessage(StudentMessages.ModelWritten.class, this::onModelWritten)
        .onMessage(StudentMessages.Fetched.class, this::onFetched)
        .onMessage(StudentMessages.HeadFetched.class, this::onHeadFetched)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onWelcome(StudentProtocol.Welcome welcome) {
    if (!standing.welcomed(welcome.run())) {
      return this;
    }
    try {
      StudentDuty read = post.duty().apply(welcome.configuration());
      duty = read;
      intake.takeFrom(post.signals().apply(welcome.configuration()));
      checkpoints.pausesOf(read.heartbeat());
      beatEvery(read.heartbeat());
    } catch (DocentException | IllegalArgumentException e) {
      return fail(e);
    }
    desk.open(welcome);
    return this;
  }

  /** Nothing is loaded, so that the run directory is opened by nobody but the one who serves. */
  private Behavior<Command> onStandBy(StudentProtocol.StandBy command) {
    standing.standBy();
    return this;
  }

  private Behavior<Command> onBeginStage(StudentProtocol.BeginStage begin) {
    if (agenda.begin(begin)) {
      desk.forgetWork();
      checkpoints.clear();
      reports.unseen().stageBegins();
      times.clear();
      intake.forget(agenda::isPast);
    }
    return advance();
  }

  private Behavior<Command> onTrain(StudentProtocol.Train train) {
    agenda.plan(train.plan());
    return advance();
  }

  private Behavior<Command> onSignalAvailable(StudentProtocol.SignalAvailable offer) {
    if (!agenda.isPast(offer.id())) {
      intake.offer(offer);
    }
    return advance();
  }

  private Behavior<Command> onCheckpointAndStop(StudentProtocol.CheckpointAndStop command) {
    agenda.stop();
    agenda.savedHere().ifPresent(at -> reports.checkpointCommitted(at.next(), at.directory()));
    return advance();
  }

  private Behavior<Command> onSaveModel(StudentProtocol.SaveModel command) {
    if (!reports.unseen().hasModel()) {
      agenda.wantModel();
    }
    return advance();
  }

  private Behavior<Command> onStepsRecorded(StudentProtocol.StepsRecorded steps) {
    reports.unseen().recorded(steps.next());
    return this;
  }

  private Behavior<Command> onStop(StudentProtocol.Stop command) {
    standing.sentHome();
    return Behaviors.stopped();
  }

  private Behavior<Command> onHeartbeat(StudentMessages.Heartbeat heartbeat) {
    reports.announce(standing.serves(), agenda.step().orElse(null));
    return this;
  }

  private Behavior<Command> onOpened(StudentMessages.Opened opened) {
    return settle(opened.outcome(), desk::opened);
  }

  private Behavior<Command> onStageBegun(StudentMessages.StageBegun begun) {
    return settle(begun.outcome(), done -> agenda.begun());
  }

  private Behavior<Command> onHeadTaken(StudentMessages.HeadTaken taken) {
    return settle(taken.outcome(), done -> {});
  }

  private Behavior<Command> onAccumulated(StudentMessages.Accumulated accumulated) {
    Outcome<?> outcome = accumulated.outcome();
    if (!desk.settles(outcome)) {
      return this;
    }
    if (outcome.value() != null) {
      times.computed(outcome.nanos());
      agenda.added();
      intake.forget(agenda::isPast);
    } else if (!intake.rejectUsed(accumulated.part(), outcome.failure())) {
      return fail(outcome.failure());
    }
    return advance();
  }

  private Behavior<Command> onStepFinished(StudentMessages.StepFinished finished) {
    return settle(
        finished.outcome(),
        report -> {
          times.computed(finished.outcome().nanos());
          List<MicroBatchPlan> applied = agenda.finished();
          checkpoints.stepEnded();
          intake.forget(agenda::isPast);
          reports.stepDone(finished.step(), applied, times.complete(report));
        });
  }

  private Behavior<Command> onCheckpointStaged(StudentMessages.CheckpointStaged staged) {
    return settle(staged.outcome(), checkpoint -> checkpoints.write(staged.next(), checkpoint));
  }

  private Behavior<Command> onCheckpointSaved(StudentMessages.CheckpointSaved saved) {
    return goOnAfter(checkpoints.saved(saved), saved.failure());
  }

  private Behavior<Command> onSaveAgain(SaveAgain again) {
    checkpoints.again(again);
    return advance();
  }

  private Behavior<Command> onModelWritten(StudentMessages.ModelWritten written) {
    Throwable failure = written.outcome().failure();
    if (failure != null && desk.settles(written.outcome())) {
      return goOnAfter(checkpoints.modelNotSaved(failure), failure);
    }
    return settle(
        written.outcome(),
        directory -> {
          agenda.modelWritten();
          reports.modelSaved(directory);
        });
  }

  private Behavior<Command> onFetched(StudentMessages.Fetched fetched) {
    return takeIn(() -> intake.took(fetched));
  }

  private Behavior<Command> onHeadFetched(StudentMessages.HeadFetched fetched) {
    return takeIn(() -> intake.took(fetched));
  }

  private Behavior<Command> onPostStop(PostStop signal) {
    intake.close();
    desk.close();
    return this;
  }

  /** Starts whatever can be done now. */
  private Behavior<Command> advance() {
    if (duty != null && !reports.hasFailed()) {
      work.advance(duty);
    }
    return this;
  }

  private <T> Behavior<Command> settle(Outcome<T> outcome, Consumer<T> then) {
    if (!desk.settles(outcome)) {
      return this;
    }
    T value = outcome.value();
    if (value == null) {
      return fail(outcome.failure());
    }
    then.accept(value);
    return advance();
  }

  private Behavior<Command> takeIn(Runnable taking) {
    try {
      taking.run();
    } catch (DocentException e) {
      return fail(e);
    }
    return advance();
  }

  /** What may go well another time is left to another trainer: one that stands by, or the next. */
  private Behavior<Command> fail(@Nullable Throwable fault) {
    DocentException ours = reports.failed(fault);
    if (ours.category() == Category.RETRY) {
      throw ours;
    }
    return this;
  }

  /** Where another student writes in this one's place, this one goes, and nobody replaces it. */
  private Behavior<Command> goOnAfter(Trouble trouble, @Nullable Throwable failure) {
    if (trouble == Trouble.REPLACED) {
      reports.failed(failure);
      return Behaviors.stopped();
    }
    return trouble == Trouble.FATAL ? fail(failure) : advance();
  }

  private void beatEvery(Duration interval) {
    timers.startTimerWithFixedDelay(StudentMessages.Heartbeat.INSTANCE, interval);
  }
}
