package org.docent.actors.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.model.store.HeadFile;
import org.docent.model.store.StoreManifest;
import org.docent.model.store.StoredSet;
import org.docent.model.store.StoredSets;
import org.docent.model.store.StoredSignal;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.StageSettings;
import org.docent.protocol.signal.SignalLocation;

/**
 * Reads what {@link TeacherId#STORE} offers from a run's store, and pulls the rest from whoever
 * offers it. Whatever is wrong with a record fails its fetch alone: the coordinator decides what
 * then becomes of the micro-batch.
 */
public final class ReplayedSignals implements SignalSource {

  private final RunSettings run;
  private final SignalSource live;
  private final Executor reading;
  private final BufferPool pool;
  private final StoredSets sets;

  /**
   * The source of a run.
   *
   * @param sets stay the caller's
   * @param live what teachers offer comes from there
   * @param reading reads files, one task at a time
   */
  public ReplayedSignals(RunSettings run, StoredSets sets, SignalSource live, Executor reading) {
    this.run = run;
    this.sets = sets;
    this.live = live;
    this.reading = reading;
    this.pool = new BufferPool(run.stream().maxOutstandingBytes());
  }

  @Override
  public CompletionStage<Signal> fetch(SignalAvailable offer, MicroBatchPlan plan) {
    return offer.teacher().equals(TeacherId.STORE)
        ? read(() -> stored(plan))
        : live.fetch(offer, plan);
  }

  @Override
  public CompletionStage<TeacherHead> head(SignalLocation location, TeacherId teacher) {
    return teacher.equals(TeacherId.STORE) ? read(this::storedHead) : live.head(location, teacher);
  }

  @Override
  public void release(Signal signal) {
    pool.giveBack(signal.payload()); // what is not its own, a pool leaves alone
    live.release(signal);
  }

  @Override
  public void watch(Watcher watcher) {
    live.watch(watcher);
  }

  private Signal stored(MicroBatchPlan plan) {
    StoredSet set = setOf(run.stage(plan.id().stage()));
    StoredSignal stored = pooled(set, plan);
    if (stored instanceof StoredSignal.Missing) {
      set.refresh(); // it may have been written since
      stored = pooled(set, plan);
    }
    if (stored instanceof StoredSignal.Found found) {
      return found.signal();
    }
    throw DocentException.retry(
        stored instanceof StoredSignal.Damaged damaged
            ? damaged.what()
            : run.store().folder() + " does not hold samples " + plan.samples());
  }

  private StoredSignal pooled(StoredSet set, MicroBatchPlan plan) {
    List<ByteBuffer> taken = new ArrayList<>(1);
    StoredSignal stored =
        set.read(
            plan,
            bytes -> {
              taken.add(pool.take(bytes));
              return taken.get(0);
            });
    if (!(stored instanceof StoredSignal.Found)) {
      taken.forEach(pool::giveBack);
    }
    return stored;
  }

  private TeacherHead storedHead() {
    String digest =
        run.stages().stream()
            .filter(StageSettings::needsTeacher)
            .map(this::headOf)
            .filter(head -> !head.isEmpty())
            .findFirst()
            .orElseThrow(
                () -> DocentException.retry(run.store().folder() + " has no teacher's head"));
    try {
      return HeadFile.read(run.store().folder(), digest);
    } catch (DocentException e) {
      throw new DocentException(Category.RETRY, String.valueOf(e.getMessage()), e);
    }
  }

  private String headOf(StageSettings stage) {
    StoredSet set = setOf(stage);
    if (set.manifest().map(StoreManifest::head).orElse("").isEmpty()) {
      set.refresh(); // it may have been written since
    }
    return set.manifest().map(StoreManifest::head).orElse("");
  }

  private StoredSet setOf(StageSettings stage) {
    return sets.in(run.store().folderOf(stage));
  }

  private <T> CompletionStage<T> read(Supplier<T> what) {
    CompletableFuture<T> result = new CompletableFuture<>();
    reading.execute(
        () -> {
          try {
            result.complete(what.get());
          } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }
}
