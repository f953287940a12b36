package org.docent.coordinator.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.docent.coordinator.TestRuns;
import org.docent.coordinator.manifest.Cursor;
import org.docent.protocol.control.CoordinatorProtocol.Rejection;
import org.docent.protocol.control.CoordinatorProtocol.SignalRejected;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.plan.StepPlan;
import org.jspecify.annotations.Nullable;

/**
 * A student whose weights are the list of micro-batches that moved them. It repeats what it has
 * committed and saved with its heartbeat, and begins a stage only when that leads forwards.
 */
final class SimulatedStudent {

  final StudentId id;
  int incarnation;
  boolean alive = true;

  /** Its last checkpoint. */
  Cursor latest = Cursor.BEGINNING;

  /** The final model once it is saved. */
  List<MicroBatchId> model = List.of();

  private final RunSimulation world;
  private final SplittableRandom random;
  private final NavigableMap<StepId, StepPlan> plans = new TreeMap<>();
  private final Map<MicroBatchId, StudentProtocol.SignalAvailable> signals = new TreeMap<>();
  private List<MicroBatchId> weights = new ArrayList<>();
  private @Nullable StepId next;
  private int accumulated;
  private boolean busy;
  private boolean stopping;
  private @Nullable Runnable lastNews;

  SimulatedStudent(StudentId id, RunSimulation world, SplittableRandom random) {
    this.id = id;
    this.world = world;
    this.random = random;
  }

  void heartbeat() {
    if (alive) {
      int from = incarnation;
      StepId wanted = next;
      world.tellCoordinator(() -> world.registerStudent(this, from, wanted));
      if (lastNews != null) {
        world.tellCoordinator(lastNews);
      }
    }
  }

  void on(StudentProtocol.Command message) {
    if (message instanceof StudentProtocol.BeginStage begin) {
      begin(begin);
    } else if (message instanceof StudentProtocol.Train train) {
      plans.put(train.plan().id(), train.plan());
    } else if (message instanceof StudentProtocol.SignalAvailable signal) {
      signals.merge(signal.id(), signal, (a, b) -> a.epoch().compareTo(b.epoch()) > 0 ? a : b);
    } else if (message == StudentProtocol.CheckpointAndStop.INSTANCE) {
      stop();
    } else if (message == StudentProtocol.SaveModel.INSTANCE) {
      world.checkWeights(weights);
      model = List.copyOf(weights);
      lastNews = () -> world.desk().modelSaved(id, "model");
      world.tellCoordinator(lastNews);
    }
    work();
  }

  void die() {
    alive = false;
    weights = new ArrayList<>();
    plans.clear();
    signals.clear();
    next = null;
    lastNews = null;
    accumulated = 0;
    busy = false;
    stopping = false;
  }

  void comeBack() {
    if (!alive) {
      alive = true;
      incarnation++;
      heartbeat();
    }
  }

  private void begin(StudentProtocol.BeginStage begin) {
    StepId at = begin.start().next();
    if (next == null || at.compareTo(next) > 0) {
      String checkpoint = begin.checkpoint();
      weights = new ArrayList<>(checkpoint == null ? List.of() : world.load(checkpoint));
      next = at;
      accumulated = 0;
      lastNews = null;
    }
  }

  private void work() {
    StepPlan plan = next == null ? null : plans.get(next);
    if (plan == null || busy || !alive || (stopping && accumulated == 0)) {
      return;
    }
    MicroBatchPlan part = plan.parts().get(accumulated);
    if (world.needsTeacher(part.id().stage()) && !fetched(part.id())) {
      return;
    }
    if (world.needsTeacher(part.id().stage()) && refused(part.id())) {
      return;
    }
    busy = true;
    int by = incarnation;
    StepId step = plan.id();
    world.network.after(
        random.nextInt(10, 400),
        () -> {
          if (alive && by == incarnation) {
            busy = false;
            if (step.equals(next)) {
              accumulated(plan);
            }
            work();
          }
        });
  }

  private boolean fetched(MicroBatchId part) {
    StudentProtocol.SignalAvailable signal = signals.get(part);
    if (signal == null) {
      return false;
    }
    if (world.teacher(signal.teacher()).serves(part, signal.epoch())) {
      return true;
    }
    reject(signal, Rejection.UNREACHABLE, "connection refused");
    return false;
  }

  /** Whether the signal that was fetched for a micro-batch cannot be used. */
  private boolean refused(MicroBatchId part) {
    StudentProtocol.SignalAvailable signal = signals.get(part);
    if (signal == null || !world.teacher(signal.teacher()).bad) {
      return false;
    }
    reject(signal, Rejection.UNUSABLE, RunSimulation.BAD);
    return true;
  }

  private void reject(StudentProtocol.SignalAvailable signal, Rejection kind, String reason) {
    signals.remove(signal.id());
    SignalRejected rejected = new SignalRejected(id, signal.id(), signal.epoch(), kind, reason);
    world.tellCoordinator(() -> world.desk().teachers().signalRejected(rejected));
  }

  private void accumulated(StepPlan plan) {
    accumulated++;
    if (accumulated < plan.parts().size()) {
      return;
    }
    accumulated = 0;
    plan.parts().forEach(part -> weights.add(part.id()));
    world.checkWeights(weights);
    next = plan.id().next();
    plans.headMap(next).clear();
    StepDone done = new StepDone(id, plan.id(), plan.parts(), TestRuns.report(1));
    world.tellCoordinator(() -> world.desk().stepDone(done));
    if (plan.checkpoint() || stopping) {
      commit(next);
    }
  }

  private void commit(StepId goOn) {
    String directory = world.commit(this, goOn, weights);
    lastNews = () -> world.desk().checkpointCommitted(id, goOn, directory);
    world.tellCoordinator(lastNews);
  }

  private void stop() {
    stopping = true;
    if (next != null && accumulated == 0 && !busy) {
      commit(next);
    }
  }
}
