package org.docent.coordinator.run;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.docent.coordinator.ledger.TeacherSignal;
import org.docent.protocol.control.CoordinatorProtocol.HeldSignal;
import org.docent.protocol.control.CoordinatorProtocol.LeaseReturned;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.failure.Category;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;

/**
 * A teacher with two slots that takes its time, fails now and then, dies and comes back empty. A
 * bad one makes signals that no student can use.
 */
final class SimulatedTeacher {

  final TeacherId id;
  int incarnation;
  boolean bad;
  boolean alive = true;
  boolean connected = true;

  private final RunSimulation world;
  private final SplittableRandom random;
  private final Map<MicroBatchId, LeaseEpoch> computing = new TreeMap<>();
  private final Map<MicroBatchId, LeaseEpoch> outbox = new TreeMap<>();

  SimulatedTeacher(TeacherId id, boolean bad, RunSimulation world, SplittableRandom random) {
    this.id = id;
    this.bad = bad;
    this.world = world;
    this.random = random;
  }

  void heartbeat() {
    if (alive) {
      List<HeldSignal> held =
          outbox.entrySet().stream()
              .map(entry -> new HeldSignal(entry.getKey(), entry.getValue(), 8))
              .toList();
      int from = incarnation;
      tell(() -> world.registerTeacher(this, from, held));
      askForWork();
    }
  }

  void on(TeacherProtocol.Command message) {
    if (message instanceof TeacherProtocol.Assign assign) {
      compute(assign.plan().id(), assign.epoch());
    } else if (message instanceof TeacherProtocol.Release release) {
      release.ids().forEach(computing::remove);
      release.ids().forEach(outbox::remove);
    } else if (message == TeacherProtocol.Drain.INSTANCE && world.isQuarantined(id)) {
      die(); // whoever looks after it starts it again under the same name
      world.network.after(random.nextInt(1, 4_000), this::comeBack);
    }
  }

  boolean serves(MicroBatchId micro, LeaseEpoch epoch) {
    return alive && connected && epoch.equals(outbox.get(micro));
  }

  void die() {
    alive = false;
    computing.clear();
    outbox.clear();
  }

  void comeBack() {
    if (!alive) {
      alive = true;
      connected = true;
      incarnation++;
      heartbeat();
    }
  }

  private void compute(MicroBatchId micro, LeaseEpoch epoch) {
    if (epoch.equals(outbox.get(micro))) {
      tellReady(micro, epoch);
      return;
    }
    computing.put(micro, epoch);
    int by = incarnation;
    world.network.after(
        random.nextInt(50, 1_500),
        () -> {
          if (alive && by == incarnation && computing.remove(micro, epoch)) {
            finish(micro, epoch);
          }
        });
  }

  private void finish(MicroBatchId micro, LeaseEpoch epoch) {
    if (!world.network.isCalm() && random.nextInt(20) == 0) {
      LeaseReturned back = new LeaseReturned(id, micro, epoch, Category.RETRY, "out of memory");
      tell(() -> world.desk().teachers().leaseReturned(back));
    } else {
      outbox.put(micro, epoch);
      tellReady(micro, epoch);
    }
    askForWork();
  }

  private void tellReady(MicroBatchId micro, LeaseEpoch epoch) {
    TeacherSignal signal = new TeacherSignal(id, micro, epoch, 8);
    tell(() -> world.desk().teachers().signalReady(signal));
  }

  private void askForWork() {
    int slots = Math.max(0, 2 - computing.size());
    tell(() -> world.desk().teachers().requestWork(id, slots));
  }

  private void tell(Runnable delivery) {
    if (connected) {
      world.tellCoordinator(delivery);
    }
  }
}
