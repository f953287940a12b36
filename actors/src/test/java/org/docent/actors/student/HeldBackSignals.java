package org.docent.actors.student;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
  private final Set<Signal> out = Collections.newSetFromMap(new IdentityHashMap<>());
  private final BlockingQueue<Signal> released = new LinkedBlockingQueue<>();
  private MicroBatchId heldBack = new MicroBatchId(0, 0, 0, 0);
  private CompletableFuture<Signal> heldBackPull = new CompletableFuture<>();
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

  /** Spoils the signal's memory as the next pull would. */
  @Override
  public synchronized void release(Signal signal) {
    if (!out.remove(signal)) {
      throw new AssertionError(signal.header().id() + " is given back and is not out");
    }
    for (int at = 0; at < signal.payload().limit(); at++) {
      signal.payload().put(at, (byte) 0xFF);
    }
    released.add(signal);
  }

  /** The next signal that is given back, which must come within a few seconds. */
  Signal released() {
    return await(released, "was given back");
  }

  /** Signals that arrived and were not given back. */
  synchronized int out() {
    return out.size();
  }

  /** The next so many pulls, which must begin within a few seconds. */
  List<MicroBatchId> asked(int count) {
    List<MicroBatchId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(await(asked, "was pulled"));
    }
    return ids;
  }

  int askedBeyond() {
    return asked.size();
  }

  void arrive(MicroBatchId id) {
    arrive(id, id.part());
  }

  Signal arrive(MicroBatchId id, float seed) {
    Signal signal = Signals.counting(id, 1, 1, seed);
    arrive(id, signal);
    return signal;
  }

  void arrive(MicroBatchId id, Signal signal) {
    synchronized (this) {
      out.add(signal);
    }
    pull(id).complete(signal);
  }

  /** Keeps a pull for {@link #arriveHeldBack} though the same is pulled again. */
  void holdsBack(MicroBatchId id) {
    heldBack = id;
    heldBackPull = pull(id);
  }

  Signal arriveHeldBack(float seed) {
    Signal signal = Signals.counting(heldBack, 1, 1, seed);
    synchronized (this) {
      out.add(signal);
    }
    heldBackPull.complete(signal);
    return signal;
  }

  void fail(MicroBatchId id, String reason) {
    pull(id).completeExceptionally(DocentException.retry(reason));
  }

  void arriveDamaged(MicroBatchId id, String reason) {
    pull(id).completeExceptionally(DocentException.damaged(reason, null));
  }

  void headArrives() {
    await(heads, "was pulled").complete(Signals.head(3, 1, 0));
  }

  void headFails(String reason) {
    await(heads, "was pulled").completeExceptionally(DocentException.retry(reason));
  }

  int headsAsked() {
    return heads.size();
  }

  private CompletableFuture<Signal> pull(MicroBatchId id) {
    return Objects.requireNonNull(pulls.get(id), () -> id + " was not pulled");
  }

  private static <T> T await(BlockingQueue<T> queue, String what) {
    try {
      T next = queue.poll(5, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing " + what);
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
