package org.docent.actors.stream;

import java.util.concurrent.CompletionStage;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.signal.SignalLocation;

/**
 * Where a student gets signals from. A stage fails with a {@link
 * org.docent.protocol.failure.DocentException} that names teacher, micro-batch and reason; what it
 * completes with has passed every check of length and checksum.
 */
public interface SignalSource {

  /**
   * The signal of a micro-batch as it is offered: held by that teacher under exactly that epoch.
   *
   * @param plan the micro-batch that is offered
   */
  CompletionStage<Signal> fetch(SignalAvailable offer, MicroBatchPlan plan);

  /**
   * Takes back a signal that this source gave and that nobody reads any more, from any thread: its
   * memory serves the next. Once for each signal; a source that has nothing to reuse ignores it.
   */
  default void release(Signal signal) {}

  /** Hears of teachers that can no longer be connected to; called on any thread. */
  @FunctionalInterface
  interface Watcher {

    /**
     * A teacher's process refuses connections, or is gone.
     *
     * @param reason half a sentence about it
     */
    void unreachable(TeacherId teacher, String reason);
  }

  /**
   * Has that one hear of teachers that were pulled from and are lost, instead of the one before. A
   * source without connections has nothing to tell.
   */
  default void watch(Watcher watcher) {}

  /** The frozen head of that teacher. */
  CompletionStage<TeacherHead> head(SignalLocation location, TeacherId teacher);
}
