package org.docent.actors.student;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.docent.actors.stream.SignalSource;
import org.docent.actors.stream.Signals;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.signal.SignalLocation;

/** Signals that arrive when a test says so. */
final class HeldBackSignals implements SignalSource {

  private final BlockingQueue<MicroBatchId> asked = new LinkedBlockingQueue<>();
  private final Map<MicroBatchId, CompletableFuture<Signal>> pulls = new ConcurrentHashMap<>();
  private final BlockingQueue<CompletableFuture<TeacherHead>> heads = new LinkedBlockingQueue<>();

  @Override
  public CompletionStage<Signal> fetch(SignalAvailable offer, MicroBatchPlan plan) {
    CompletableFuture<Signal> pull = new CompletableFuture<>();
    pulls.put(offer.id(), pull);
    asked.add(offer.id());
    return pull;
  }

  @Override
  public CompletionStage<TeacherHead> head(SignalLocation location, TeacherId teacher) {
    CompletableFuture<TeacherHead> head = new CompletableFuture<>();
    heads.add(head);
    return head;
  }

  /** The next so many pulls, which must begin within a few seconds. */
  List<MicroBatchId> asked(int count) {
    List<MicroBatchId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(await(asked));
    }
    return ids;
  }

  int askedBeyond() {
    return asked.size();
  }

  void arrive(MicroBatchId id) {
    arrive(id, id.part());
  }

  void arrive(MicroBatchId id, float seed) {
    pull(id).complete(Signals.counting(id, 1, 1, seed));
  }

  void arrive(MicroBatchId id, Signal signal) {
    pull(id).complete(signal);
  }

  void fail(MicroBatchId id, String reason) {
    pull(id).completeExceptionally(DocentException.retry(reason));
  }

  void headArrives() {
    await(heads).complete(Signals.head(3, 1, 0));
  }

  void headFails(String reason) {
    await(heads).completeExceptionally(DocentException.retry(reason));
  }

  int headsAsked() {
    return heads.size();
  }

  private CompletableFuture<Signal> pull(MicroBatchId id) {
    return Objects.requireNonNull(pulls.get(id), () -> id + " was not pulled");
  }

  private static <T> T await(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(5, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing was pulled");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
