package org.docent.coordinator.simulation;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.docent.coordinator.ledger.BatchPlanner;
import org.docent.coordinator.ledger.PlanShape;
import org.docent.coordinator.ledger.SampleOrdering;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.coordinator.simulation.LoadReport.Heap;
import org.docent.coordinator.simulation.LoadReport.Progress;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.SavingSettings;
import org.docent.protocol.settings.ScheduleSettings;

/** Measures what one coordinator can carry: decisions a second, and memory. */
public final class LoadBench {

  private static final double GIGA = 1e9;
  private static final int PARTS = 10;
  private static final int HEARTBEAT_ROUNDS = 20;
  private static final List<Integer> CROWDS = List.of(1, 2, 4);

  private final LoadWork work;
  private final LongSupplier nanos;
  private final Consumer<Progress> progress;

  private LoadBench(LoadWork work, LongSupplier nanos, Consumer<Progress> progress) {
    this.work = work;
    this.nanos = nanos;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @param nanos a clock that only goes forward, in nanoseconds
   * @param progress hears of each tenth of the work
   */
  public static LoadReport run(LoadWork work, LongSupplier nanos, Consumer<Progress> progress) {
    return new LoadBench(work, nanos, progress).measure();
  }

  private LoadReport measure() {
    LoadedCoordinator first = new LoadedCoordinator(work, nanos); // loads the classes
    first.advance();
    List<Heap> crowds = new ArrayList<>();
    for (int times : CROWDS) {
      LoadWork crowd = work.with(work.teachers() * times);
      crowds.add(new Heap(crowd.teachers(), heapOf(() -> new LoadedCoordinator(crowd, nanos))));
    }
    long planBytes = heapOf(this::plannerInUse);
    LoadedCoordinator coordinator = new LoadedCoordinator(work, nanos);
    long heapAtBegin = usedHeap();
    long measured = 0;
    for (int part = 1; part <= PARTS; part++) {
      measured += measurePart(coordinator, part);
    }
    double heartbeat = heartbeatNanos();
    return new LoadReport(
        work,
        coordinator.window(),
        coordinator.leases(),
        coordinator.leases() * GIGA / measured,
        measured / 1e3 / coordinator.leases(),
        heartbeat / 1e3,
        crowds,
        planBytes,
        heapAtBegin,
        usedHeap());
  }

  /** Returns the nanoseconds of that tenth of the work. */
  private long measurePart(LoadedCoordinator coordinator, int part) {
    long givenBefore = coordinator.leases();
    long goal = work.microBatches() / PARTS * part;
    long begin = nanos.getAsLong();
    while (!coordinator.ended() && (part == PARTS || coordinator.leases() < goal)) {
      coordinator.advance();
    }
    long took = nanos.getAsLong() - begin;
    long leases = coordinator.leases() - givenBefore;
    progress.accept(
        new Progress(coordinator.leases(), leases * GIGA / Math.max(1, took), usedHeap()));
    return took;
  }

  private double heartbeatNanos() {
    LoadedCoordinator coordinator = new LoadedCoordinator(work, nanos);
    coordinator.heartbeats();
    long begin = nanos.getAsLong();
    for (int round = 0; round < HEARTBEAT_ROUNDS; round++) {
      coordinator.heartbeats();
    }
    return (nanos.getAsLong() - begin) / (double) HEARTBEAT_ROUNDS / work.teachers();
  }

  private interface Made {
    Object make();
  }

  private static long heapOf(Made made) {
    long before = usedHeap();
    Object kept = made.make();
    long after = usedHeap();
    return kept == null ? 0 : Math.max(0, after - before);
  }

  /** A planner that has the orders of two epochs in hand, as one does where epochs meet. */
  private Object plannerInUse() {
    BatchPlanner planner =
        new BatchPlanner(
            new PlanShape(
                0,
                StageSamples.counted(work.samples()),
                work.seed(),
                SampleOrdering.SHUFFLED,
                new BatchSettings(1, work.stepMicroBatches()),
                new ScheduleSettings("cosine", 0, 0, 2, -1),
                new SavingSettings(0, 0, 1),
                1));
    planner.plan(0);
    planner.plan(planner.totalSteps() - 1);
    return planner;
  }

  /** Bytes of the heap that are in use, after a collection. */
  private static long usedHeap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
