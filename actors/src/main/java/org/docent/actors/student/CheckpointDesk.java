package org.docent.actors.student;

import static java.util.Objects.requireNonNull;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.docent.actors.device.Device;
import org.docent.actors.student.StudentMessages.CheckpointSaved;
import org.docent.actors.student.StudentMessages.SaveAgain;
import org.docent.model.train.StagedCheckpoint;
import org.docent.protocol.control.StudentProtocol.Command;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoint that is being written, if one is: the student trains on meanwhile. Each try's end
 * comes back as a message; a full disk is tried again after pauses that grow.
 */
final class CheckpointDesk {

  private static final Logger log = LoggerFactory.getLogger(CheckpointDesk.class);

  /** Tries after which a checkpoint is given up where the student can go on without it. */
  private static final int TRIES = 4;

  private static final int GROWTH = 4;

  /** Heartbeats until a model that was not written is tried again. */
  private static final int MODEL_PAUSE = 16;

  /** Ways in which saving fails. */
  enum Trouble {
    /** It did not fail, or that is of no interest any more. */
    NONE,
    /** The disk does not take it now. */
    DISK,
    /** Another student writes in this one's place. */
    REPLACED,
    /** Anything else, an error of the program among them. */
    FATAL
  }

  private final ActorContext<Command> context;
  private final Agenda agenda;
  private final StudentReports reports;
  private final TimerScheduler<Command> timers;
  private @Nullable StepId next;
  private @Nullable StagedCheckpoint staged;
  private int failures;
  private boolean waitSaid;
  private Duration heartbeat = Duration.ofSeconds(1);

  CheckpointDesk(
      ActorContext<Command> context,
      Agenda agenda,
      StudentReports reports,
      TimerScheduler<Command> timers) {
    this.context = context;
    this.agenda = agenda;
    this.reports = reports;
    this.timers = timers;
  }

  /** Pauses after a failure are so and so many of these. */
  void pausesOf(Duration interval) {
    heartbeat = interval;
  }

  private void pause(SaveAgain what, int heartbeats) {
    timers.startSingleTimer(what, heartbeat.multipliedBy(heartbeats));
  }

  void write(StepId place, StagedCheckpoint checkpoint) {
    agenda.staged(place);
    next = place;
    staged = checkpoint;
    failures = 0;
    write();
  }

  /** A try has ended. */
  Trouble saved(CheckpointSaved saved) {
    if (!saved.next().equals(next)) {
      return Trouble.NONE;
    }
    if (saved.directory() != null) {
      clear();
      agenda.saved(saved.next(), saved.directory());
      reports.checkpointCommitted(saved.next(), saved.directory());
      return Trouble.NONE;
    }
    Trouble trouble = troubleOf(saved.failure());
    if (trouble == Trouble.DISK) {
      notSaved(saved.next(), reasonOf(saved.failure()));
    }
    return trouble;
  }

  /** The model was not written; where the disk is at fault it is tried again. */
  Trouble modelNotSaved(Throwable failure) {
    Trouble trouble = troubleOf(failure);
    if (trouble == Trouble.DISK) {
      String reason = reasonOf(failure);
      log.error("the model is not written yet, it is tried again: {}", reason);
      agenda.step().ifPresent(at -> reports.checkpointFailed(at, reason));
      agenda.pauseModel();
      pause(SaveAgain.MODEL, MODEL_PAUSE);
    }
    return trouble;
  }

  /** The pause after a failure is over. */
  void again(SaveAgain what) {
    if (what == SaveAgain.MODEL) {
      agenda.resumeModel();
    } else if (staged != null) { // else it was given up
      write();
    }
  }

  /** Says once that a checkpoint has to wait. */
  void stepEnded() {
    boolean waits = agenda.checkpointWaits();
    if (waits && !waitSaid) {
      log.info(
          "the checkpoint at {} waits for a step's end at which the one before is written: the disk is slower than save-steps asks for",
          agenda.step().orElse(null));
    }
    waitSaid = waits;
  }

  /** It is committed, given up or late. */
  void clear() {
    next = null;
    staged = null;
  }

  private void notSaved(StepId place, String reason) {
    failures++;
    boolean told = failures >= TRIES || agenda.stopsBeyond(place);
    boolean givesUp = told && !agenda.waitsFor(place);
    if (told) {
      log.error(
          "no checkpoint at {} after {} tries: {}{}",
          place,
          failures,
          reason,
          givesUp ? "" : "; nothing follows until it is written, so it is tried again and again");
      reports.checkpointFailed(place, reason);
    } else {
      log.warn("try {} of the checkpoint at {}: {}", failures, place, reason);
    }
    if (givesUp) {
      clear();
      agenda.notSaved(place);
    } else {
      // 1, 4, 16 heartbeats and from then on 16
      pause(SaveAgain.CHECKPOINT, (int) Math.pow(GROWTH, Math.min(failures, TRIES - 1) - 1.0));
    }
  }

  private static String reasonOf(@Nullable Throwable failure) {
    return String.valueOf(Device.failure(failure).getMessage());
  }

  private static Trouble troubleOf(@Nullable Throwable failure) {
    DocentException ours = Device.failure(failure);
    if (ours.category() == Category.RETRY) {
      return Trouble.REPLACED;
    }
    return ours.getCause() instanceof IOException ? Trouble.DISK : Trouble.FATAL;
  }

  private void write() {
    StepId place = requireNonNull(next);
    context.pipeToSelf(
        requireNonNull(staged).commit(),
        (@Nullable Path directory, @Nullable Throwable fault) ->
            new CheckpointSaved(place, directory, fault));
  }
}
