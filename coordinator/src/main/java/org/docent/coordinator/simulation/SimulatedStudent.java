package org.docent.coordinator.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.docent.protocol.control.CoordinatorProtocol.CheckpointCommitted;
import org.docent.protocol.control.CoordinatorProtocol.ModelSaved;
import org.docent.protocol.control.CoordinatorProtocol.Rejection;
import org.docent.protocol.control.CoordinatorProtocol.SignalRejected;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.control.CoordinatorProtocol.WorkerFailed;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.failure.Category;
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
final class SimulatedStudent extends SimulatedNode {

  static final String NO_SPACE = "no space left on device";

  final StudentId id;

  private final NavigableMap<StepId, StepPlan> plans = new TreeMap<>();
  private final Map<MicroBatchId, StudentProtocol.SignalAvailable> signals = new TreeMap<>();
  private final NavigableMap<StepId, StepDone> unrecorded = new TreeMap<>();
  private List<MicroBatchId> weights = new ArrayList<>();
  private @Nullable StepId next;
  private int accumulated;
  private boolean busy;
  private boolean welcomed;
  private boolean stopping;
  private boolean modelWanted;
  private boolean failed;
  private @Nullable Runnable lastNews;

  SimulatedStudent(StudentId id, String name, Simulation world, SplittableRandom random) {
    super(name, world, random);
    this.id = id;
    after(random.nextInt((int) Simulation.BEAT_MILLIS), this::beat);
  }

  private void beat() {
    if (!failed) {
      unrecorded.values().forEach(this::report);
      register();
    }
    if (lastNews != null) {
      lastNews.run();
    }
    after(Simulation.BEAT_MILLIS, this::beat);
  }

  private void register() {
    StepId wanted = next;
    boolean serves = welcomed;
    record At(@Nullable StepId next) {}
    world.tellCoordinator(
        this, new At(wanted), coordinator -> coordinator.register(this, serves, wanted));
  }

  boolean hasWeights() {
    return next != null;
  }

  void on(StudentProtocol.Command message) {
    if (message == StudentProtocol.Stop.INSTANCE) {
      die();
    } else if (!failed) {
      follow(message);
      work();
    }
  }

  private void follow(StudentProtocol.Command message) {
    if (message instanceof StudentProtocol.Welcome) {
      welcomed = true;
    } else if (message instanceof StudentProtocol.BeginStage begin) {
      begin(begin);
    } else if (message instanceof StudentProtocol.StepsRecorded recorded) {
      unrecorded.headMap(recorded.next()).clear();
    } else if (message instanceof StudentProtocol.Train train) {
      plans.put(train.plan().id(), train.plan());
    } else if (message instanceof StudentProtocol.SignalAvailable signal) {
      signals.merge(signal.id(), signal, (a, b) -> a.epoch().compareTo(b.epoch()) > 0 ? a : b);
    } else if (message == StudentProtocol.CheckpointAndStop.INSTANCE) {
      stop();
    } else if (message == StudentProtocol.SaveModel.INSTANCE) {
      modelWanted = true;
    }
  }

  /** Writes the model when that is wanted and there is one. */
  private void writeModel() {
    if (modelWanted && next != null && accumulated == 0 && !busy) {
      modelWanted = false;
      world.invariants.everyMicroBatchIsAppliedExactlyOnce(id, weights);
      world.models.put(id, List.copyOf(weights));
      ModelSaved saved = new ModelSaved(id, "model");
      news(() -> world.tellCoordinator(this, saved, it -> it.desk().modelSaved(id, "model")));
    }
  }

  private void begin(StudentProtocol.BeginStage begin) {
    StepId at = begin.start().next();
    if (next == null || at.compareTo(next) > 0) {
      SimulatedDisk.Checkpoint from =
          begin.checkpoint() == null ? null : world.disk.at(id, begin.checkpoint());
      if (begin.checkpoint() != null && from == null) {
        die(); // whoever sent it did not know of a newer one: the next is sent there
        return;
      }
      weights = new ArrayList<>(from == null ? List.of() : from.weights());
      next = at;
      welcomed = true;
      accumulated = 0;
      lastNews = null;
      world.disk.claim(this);
    }
  }

  private void work() {
    writeModel();
    StepPlan plan = next == null ? null : plans.get(next);
    if (plan == null || busy || failed || (stopping && accumulated == 0)) {
      return;
    }
    MicroBatchPlan part = plan.parts().get(accumulated);
    if (world.needsTeacher(part.id().stage()) && !(fetched(part.id()) && usable(part.id()))) {
      return;
    }
    busy = true;
    StepId step = plan.id();
    after(
        world.scenario.studentMillis(random),
        () -> {
          busy = false;
          if (step.equals(next)) {
            accumulated(plan);
          }
          work();
        });
  }

  private boolean fetched(MicroBatchId part) {
    StudentProtocol.SignalAvailable signal = signals.get(part);
    if (signal == null) {
      return false;
    }
    if (answers() && world.anyServes(signal.teacher(), part, signal.epoch())) {
      return true;
    }
    reject(signal, Rejection.UNREACHABLE, "connection refused");
    return false;
  }

  /** Whether the signal that was fetched for a micro-batch can be used. */
  private boolean usable(MicroBatchId part) {
    StudentProtocol.SignalAvailable signal = signals.get(part);
    if (signal != null && world.isBad(signal.teacher())) {
      reject(signal, Rejection.UNUSABLE, Simulation.BAD);
      return false;
    }
    return true;
  }

  private void reject(StudentProtocol.SignalAvailable signal, Rejection kind, String reason) {
    signals.remove(signal.id());
    SignalRejected rejected = new SignalRejected(id, signal.id(), signal.epoch(), kind, reason);
    world.tellCoordinator(this, rejected, it -> it.desk().teachers().signalRejected(rejected));
  }

  private void accumulated(StepPlan plan) {
    accumulated++;
    if (accumulated < plan.parts().size()) {
      return;
    }
    accumulated = 0;
    for (MicroBatchPlan part : plan.parts()) {
      world.invariants.microBatchesAreAppliedInPlannedOrder(id, weights.size(), part.id());
      weights.add(part.id());
      signals.remove(part.id());
    }
    next = plan.id().next();
    plans.headMap(next).clear();
    StepDone done = new StepDone(id, plan.id(), plan.parts(), VirtualRuns.REPORT);
    unrecorded.put(plan.id(), done);
    report(done);
    if (plan.checkpoint() || stopping) {
      save(next);
    }
  }

  /** Is said again with each heartbeat until it is on record. */
  private void report(StepDone done) {
    world.tellCoordinator(this, done, it -> it.desk().stepDone(done));
  }

  private void stop() {
    stopping = true;
    if (next != null && accumulated == 0 && !busy) {
      save(next);
    }
  }

  /** Saving takes its time, in which nothing else is done and the student may die. */
  private void save(StepId goOn) {
    busy = true;
    after(
        random.nextInt(1, 300),
        () -> {
          busy = false;
          if (world.disk.broken) {
            fail("checkpoint of step " + goOn + " cannot be written: " + NO_SPACE);
          } else {
            commit(goOn);
          }
          work();
        });
  }

  private void commit(StepId goOn) {
    String directory = world.disk.commit(this, goOn, weights, world.invariants);
    if (directory == null) {
      world.history.say(this, "is fenced and ends");
      die();
      return;
    }
    world.history.say(this, "commits " + directory);
    CheckpointCommitted committed = new CheckpointCommitted(id, goOn, directory);
    news(() -> world.tellCoordinator(this, committed, it -> it.committed(committed)));
  }

  private void fail(String reason) {
    WorkerFailed failure = new WorkerFailed(id.toString(), Category.STOP_RUN, reason);
    news(() -> world.tellCoordinator(this, failure, it -> it.desk().workerFailed(failure)));
    failed = true; // its part is over: it only says so
  }

  /** Is said now, and again with each heartbeat until there is other news. */
  private void news(Runnable saying) {
    lastNews = saying;
    saying.run();
  }
}
