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
import org.docent.actors.device.Device;
import org.docent.actors.student.CheckpointDesk.Trouble;
import org.docent.actors.student.StudentMessages.Accumulated;
import org.docent.actors.student.StudentMessages.CheckpointSaved;
import org.docent.actors.student.StudentMessages.CheckpointStaged;
import org.docent.actors.student.StudentMessages.Fetched;
import org.docent.actors.student.StudentMessages.HeadFetched;
import org.docent.actors.student.StudentMessages.HeadTaken;
import org.docent.actors.student.StudentMessages.Heartbeat;
import org.docent.actors.student.StudentMessages.ModelWritten;
import org.docent.actors.student.StudentMessages.Opened;
import org.docent.actors.student.StudentMessages.Outcome;
import org.docent.actors.student.StudentMessages.SaveAgain;
import org.docent.actors.student.StudentMessages.StageBegun;
import org.docent.actors.student.StudentMessages.StepFinished;
import org.docent.protocol.control.StudentProtocol.BeginStage;
import org.docent.protocol.control.StudentProtocol.CheckpointAndStop;
import org.docent.protocol.control.StudentProtocol.Command;
import org.docent.protocol.control.StudentProtocol.SaveModel;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.control.StudentProtocol.StandBy;
import org.docent.protocol.control.StudentProtocol.StepsRecorded;
import org.docent.protocol.control.StudentProtocol.Stop;
import org.docent.protocol.control.StudentProtocol.Train;
import org.docent.protocol.control.StudentProtocol.Welcome;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.MicroBatchPlan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One student on one device. Messages only change what is known and wanted; then {@link DeviceWork}
 * looks for the next thing the device can do, one at a time: begin a stage, take the head, add the
 * next planned micro-batch, finish the step, save. So the weights move in planned order whatever
 * order things arrive in, and what arrives twice or late changes nothing.
 */
public final class StudentTrainer extends AbstractBehavior<Command> {

  private static final Logger log = LoggerFactory.getLogger(StudentTrainer.class);

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
    this.checkpoints = new CheckpointDesk(context, agenda, reports, this::pause);
    this.times = new StepTimes(post.nanos());
    this.work = new DeviceWork(agenda, intake, desk, times);
    this.standing = new Standing(post.id());
  }

  /** A trainer that registers at once and works when it is welcomed to a run. */
  public static Behavior<Command> create(StudentPost post) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  StudentTrainer trainer = new StudentTrainer(context, timers, post);
                  trainer.beatEvery(HEARTBEAT_BEFORE_A_RUN);
                  trainer.reports.announce(/* serves= */ false, null);
                  return trainer;
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Welcome.class, this::onWelcome)
        .onMessage(StandBy.class, this::onStandBy)
        .onMessage(BeginStage.class, this::onBeginStage)
        .onMessage(Train.class, this::onTrain)
        .onMessage(SignalAvailable.class, this::onSignalAvailable)
        .onMessage(CheckpointAndStop.class, this::onCheckpointAndStop)
        .onMessage(SaveModel.class, this::onSaveModel)
        .onMessage(StepsRecorded.class, this::onStepsRecorded)
        .onMessage(Stop.class, this::onStop)
        .onMessage(Heartbeat.class, this::onHeartbeat)
        .onMessage(Opened.class, this::onOpened)
        .onMessage(StageBegun.class, this::onStageBegun)
        .onMessage(HeadTaken.class, this::onHeadTaken)
        .onMessage(Accumulated.class, this::onAccumulated)
        .onMessage(StepFinished.class, this::onStepFinished)
        .onMessage(CheckpointStaged.class, this::onCheckpointStaged)
        .onMessage(CheckpointSaved.class, this::onCheckpointSaved)
        .onMessage(SaveAgain.class, this::onSaveAgain)
        .onMessage(ModelWritten.class, this::onModelWritten)
        .onMessage(Fetched.class, this::onFetched)
        .onMessage(HeadFetched.class, this::onHeadFetched)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onWelcome(Welcome welcome) {
    if (!standing.welcomed(welcome.run())) {
      return this;
    }
    try {
      StudentDuty read = post.duty().apply(welcome.configuration());
      duty = read;
      intake.takeFrom(post.signals().apply(welcome.configuration()));
      beatEvery(read.heartbeat());
    } catch (DocentException | IllegalArgumentException e) {
      return fail(e);
    }
    desk.open(welcome);
    return this;
  }

  /** Nothing is loaded, so that the run directory is opened by nobody but the one who serves. */
  private Behavior<Command> onStandBy(StandBy command) {
    standing.standBy();
    return this;
  }

  private Behavior<Command> onBeginStage(BeginStage begin) {
    if (agenda.begin(begin)) {
      desk.forgetWork();
      checkpoints.clear();
      reports.unseen().stageBegins();
      times.clear();
      intake.forget(agenda::isPast);
    }
    return advance();
  }

  private Behavior<Command> onTrain(Train train) {
    agenda.plan(train.plan());
    return advance();
  }

  private Behavior<Command> onSignalAvailable(SignalAvailable offer) {
    if (!agenda.isPast(offer.id())) {
      intake.offer(offer);
    }
    return advance();
  }

  private Behavior<Command> onCheckpointAndStop(CheckpointAndStop command) {
    agenda.stop();
    agenda.savedHere().ifPresent(at -> reports.checkpointCommitted(at.next(), at.directory()));
    return advance();
  }

  private Behavior<Command> onSaveModel(SaveModel command) {
    if (!reports.unseen().hasModel()) {
      agenda.wantModel();
    }
    return advance();
  }

  private Behavior<Command> onStepsRecorded(StepsRecorded steps) {
    reports.unseen().recorded(steps.next());
    return this;
  }

  private Behavior<Command> onStop(Stop command) {
    standing.sentHome();
    return Behaviors.stopped();
  }

  private Behavior<Command> onHeartbeat(Heartbeat heartbeat) {
    reports.announce(standing.serves(), agenda.step().orElse(null));
    return this;
  }

  private Behavior<Command> onOpened(Opened opened) {
    return settle(opened.outcome(), desk::opened);
  }

  private Behavior<Command> onStageBegun(StageBegun begun) {
    return settle(
        begun.outcome(),
        done -> {
          agenda.begun();
          agenda.step().ifPresent(step -> log.info("student {} begins at {}", post.id(), step));
        });
  }

  private Behavior<Command> onHeadTaken(HeadTaken taken) {
    return settle(taken.outcome(), done -> {});
  }

  private Behavior<Command> onAccumulated(Accumulated accumulated) {
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

  private Behavior<Command> onStepFinished(StepFinished finished) {
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

  private Behavior<Command> onCheckpointStaged(CheckpointStaged staged) {
    return settle(staged.outcome(), checkpoint -> checkpoints.write(staged.next(), checkpoint));
  }

  private Behavior<Command> onCheckpointSaved(CheckpointSaved saved) {
    return goOnAfter(checkpoints.saved(saved), saved.failure());
  }

  private Behavior<Command> onSaveAgain(SaveAgain again) {
    checkpoints.again(again);
    return advance();
  }

  private Behavior<Command> onModelWritten(ModelWritten written) {
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

  private Behavior<Command> onFetched(Fetched fetched) {
    return takeIn(() -> intake.took(fetched));
  }

  private Behavior<Command> onHeadFetched(HeadFetched fetched) {
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
    DocentException ours = Device.failure(fault);
    log.error("student {} stops: {}", post.id(), ours.getMessage());
    reports.failed(ours);
    if (ours.category() == Category.RETRY) {
      throw ours;
    }
    return this;
  }

  /** Where another student writes in this one's place, this one goes, and nobody replaces it. */
  private Behavior<Command> goOnAfter(Trouble trouble, @Nullable Throwable failure) {
    if (trouble == Trouble.REPLACED) {
      DocentException ours = Device.failure(failure);
      log.error("student {} goes: {}", post.id(), ours.getMessage());
      reports.failed(ours);
      return Behaviors.stopped();
    }
    return trouble == Trouble.FATAL ? fail(failure) : advance();
  }

  private void pause(SaveAgain what, int heartbeats) {
    if (duty != null) {
      timers.startSingleTimer(what, duty.heartbeat().multipliedBy(heartbeats));
    }
  }

  private void beatEvery(Duration interval) {
    timers.startTimerWithFixedDelay(Heartbeat.INSTANCE, interval);
  }
}
