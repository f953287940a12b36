package org.docent.actors.student;

import akka.actor.typed.javadsl.ActorContext;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.docent.actors.student.Agenda.Add;
import org.docent.actors.student.Agenda.Checkpoint;
import org.docent.actors.student.StudentMessages.Accumulated;
import org.docent.actors.student.StudentMessages.CheckpointStaged;
import org.docent.actors.student.StudentMessages.HeadTaken;
import org.docent.actors.student.StudentMessages.ModelWritten;
import org.docent.actors.student.StudentMessages.Opened;
import org.docent.actors.student.StudentMessages.Outcome;
import org.docent.actors.student.StudentMessages.StageBegun;
import org.docent.actors.student.StudentMessages.StepFinished;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.model.train.Student;
import org.docent.protocol.control.StudentProtocol.BeginStage;
import org.docent.protocol.control.StudentProtocol.Command;
import org.docent.protocol.control.StudentProtocol.Welcome;
import org.docent.protocol.id.StepId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The student and its device: one piece of work at a time, whose end comes back as a message.
 * Beginning a stage makes what is still under way late.
 */
final class StudentDesk {

  private static final Logger log = LoggerFactory.getLogger(StudentDesk.class);

  private record Timed<T>(T value, long nanos) {}

  private final ActorContext<Command> context;
  private final StudentPost post;
  private @Nullable CompletableFuture<Timed<Student>> opening;
  private @Nullable Student student;
  private boolean busy;
  private int era;

  StudentDesk(ActorContext<Command> context, StudentPost post) {
    this.context = context;
    this.post = post;
  }

  /** Whether the student is loaded and nothing under way. */
  boolean isFree() {
    return student != null && !busy;
  }

  /** Whether this is the end of what is under way, which it then no longer is. */
  boolean settles(Outcome<?> outcome) {
    boolean current = outcome.era() == era;
    busy = busy && !current;
    return current;
  }

  void open(Welcome welcome) {
    Path directory = Path.of(welcome.runDirectory());
    CompletableFuture<Timed<Student>> ready =
        submit(() -> post.factory().open(welcome.configuration(), directory));
    opening = ready;
    report(ready, Opened::new);
  }

  void opened(Student ready) {
    student = ready;
  }

  void begin(BeginStage begin) {
    log.info("student {} begins at {}", post.id(), begin.start().next());
    Path checkpoint = begin.checkpoint() == null ? null : Path.of(begin.checkpoint());
    act(at -> at.beginStage(begin.start(), checkpoint), StageBegun::new);
  }

  void take(TeacherHead head) {
    act(at -> at.teacherHead(head), HeadTaken::new);
  }

  /** Adds a micro-batch that needs no signal. */
  void add(Add task) {
    act(
        at -> at.accumulate(task.part(), task.stepSamples(), null),
        outcome -> new Accumulated(task.part().id(), outcome));
  }

  /**
   * Adds a micro-batch.
   *
   * @param read runs when the device no longer reads the signal, however the work ended and whether
   *     or not its end still matters
   */
  void add(Add task, Signal signal, Runnable read) {
    act(
        at -> {
          try {
            at.accumulate(task.part(), task.stepSamples(), signal);
          } finally {
            read.run();
          }
        },
        outcome -> new Accumulated(task.part().id(), outcome));
  }

  void finish(StepId step) {
    Student at = loaded();
    run(() -> at.finishStep(step), outcome -> new StepFinished(step, outcome));
  }

  void stage(Checkpoint task) {
    Student at = loaded();
    run(
        () -> at.stageCheckpoint(task.next(), task.goesOn()),
        outcome -> new CheckpointStaged(task.next(), outcome));
  }

  void writeModel() {
    Student at = loaded();
    run(at::saveModel, ModelWritten::new);
  }

  /** What is under way with a loaded student comes to nothing. */
  void forgetWork() {
    if (student != null) {
      era++;
      busy = false;
    }
  }

  /** Closes the student after what is under way, or as soon as it has loaded. */
  void close() {
    era++;
    busy = false;
    student = null;
    if (opening != null) {
      post.device().close(opening, Timed::value);
      opening = null;
    }
  }

  private interface Act {
    void on(Student student);
  }

  private void act(Act work, Function<Outcome<Boolean>, StudentMessages> message) {
    Student at = loaded();
    run(
        () -> {
          work.on(at);
          return true;
        },
        message);
  }

  private <T> void run(Supplier<T> work, Function<Outcome<T>, StudentMessages> message) {
    report(submit(work), message);
  }

  private <T> CompletableFuture<Timed<T>> submit(Supplier<T> work) {
    busy = true;
    return post.device().submit(() -> timed(work));
  }

  private <T> void report(
      CompletableFuture<Timed<T>> result, Function<Outcome<T>, StudentMessages> message) {
    int now = era;
    context.pipeToSelf(
        result,
        (timed, fault) ->
            message.apply(
                timed == null
                    ? new Outcome<>(now, null, 0, fault)
                    : new Outcome<>(now, timed.value(), timed.nanos(), null)));
  }

  private <T> Timed<T> timed(Supplier<T> work) {
    long begin = post.nanos().getAsLong();
    T value = work.get();
    return new Timed<>(value, post.nanos().getAsLong() - begin);
  }

  private Student loaded() {
    if (student == null) {
      throw new IllegalStateException("student " + post.id() + " is not loaded");
    }
    return student;
  }
}
