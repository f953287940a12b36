package org.docent.actors.student;

import static java.util.Objects.requireNonNull;

import akka.actor.typed.javadsl.ActorContext;
import java.io.IOException;
import java.nio.file.Path;
import org.docent.actors.device.Device;
import org.docent.actors.student.StudentMessages.CheckpointSaved;
import org.docent.model.train.StagedCheckpoint;
import org.docent.protocol.control.StudentProtocol.Command;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint that is being written, if one is: the student trains on meanwhile. Each try's end
 * comes back as a message; a full disk is tried again after pauses that grow.
 */
final class CheckpointDesk {

  /** Tries after which a checkpoint is given up where the student can go on without it. */
  private static final int TRIES = 4;

  private static final int GROWTH = 4;

  /** Ways in which saving fails. */
  enum Trouble {
    /** The disk does not take it now. */
    DISK,
    /** Another student writes in this one's place. */
    REPLACED,
    /** Anything else, an error of the program among them. */
    FATAL
  }

  private final ActorContext<Command> context;
  private @Nullable StepId next;
  private @Nullable StagedCheckpoint staged;
  private int failures;

  CheckpointDesk(ActorContext<Command> context) {
    this.context = context;
  }

  void write(StepId place, StagedCheckpoint checkpoint) {
    next = place;
    staged = checkpoint;
    failures = 0;
    write();
  }

  /** Tries again what has failed; nothing when it was given up. */
  void writeAgain() {
    if (staged != null) {
      write();
    }
  }

  /** Whether this is the end of the try under way. */
  boolean settles(CheckpointSaved saved) {
    return saved.next().equals(next);
  }

  void failed() {
    failures++;
  }

  int failures() {
    return failures;
  }

  /** Whether it has been tried often enough to go on without. */
  boolean triesUsed() {
    return failures >= TRIES;
  }

  /** Heartbeats until the next try: 1, 4, 16 and from then on 16. */
  int pause() {
    return (int) Math.pow(GROWTH, Math.min(failures, TRIES - 1) - 1.0);
  }

  /** It is committed or given up. */
  void clear() {
    next = null;
    staged = null;
  }

  static Trouble troubleOf(@Nullable Throwable failure) {
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
