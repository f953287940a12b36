package org.docent.coordinator.simulation;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.docent.coordinator.ledger.TeacherSignal;
import org.docent.coordinator.run.TeacherPresence;
import org.docent.protocol.control.CoordinatorProtocol.HeldSignal;
import org.docent.protocol.control.CoordinatorProtocol.LeaseReturned;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.failure.Category;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;

/**
 * A teacher with two slots that takes its time and fails now and then. A bad one makes signals that
 * no student can use.
 */
final class SimulatedTeacher extends SimulatedNode {

  private static final int SLOTS = 2;
  private static final long SIGNAL_BYTES = 8;

  final TeacherId id;
  final boolean bad;
  private final Map<MicroBatchId, LeaseEpoch> computing = new TreeMap<>();
  private final Map<MicroBatchId, LeaseEpoch> outbox = new TreeMap<>();

  SimulatedTeacher(
      TeacherId id, String name, boolean bad, Simulation world, SplittableRandom random) {
    super(name, world, random);
    this.id = id;
    this.bad = bad;
    after(random.nextInt((int) Simulation.BEAT_MILLIS), this::beat);
  }

  private void beat() {
    register();
    after(Simulation.BEAT_MILLIS, this::beat);
  }

  void register() {
    List<HeldSignal> held =
        outbox.entrySet().stream()
            .map(entry -> new HeldSignal(entry.getKey(), entry.getValue(), SIGNAL_BYTES))
            .toList();
    TeacherPresence presence =
        new TeacherPresence(id, VirtualRuns.NOWHERE, VirtualRuns.CREDENTIALS, held);
    world.tellCoordinator(this, presence, coordinator -> coordinator.register(this, presence));
    askForWork();
  }

  void on(TeacherProtocol.Command message) {
    if (message instanceof TeacherProtocol.Assign assign) {
      compute(assign.plan().id(), assign.epoch());
    } else if (message instanceof TeacherProtocol.Release release) {
      release.ids().forEach(computing::remove);
      release.ids().forEach(outbox::remove);
    } else if (message == TeacherProtocol.Drain.INSTANCE) {
      die(); // whoever looks after it starts it again under the same name
    }
  }

  boolean serves(MicroBatchId micro, LeaseEpoch epoch) {
    return answers() && epoch.equals(outbox.get(micro));
  }

  private void compute(MicroBatchId micro, LeaseEpoch epoch) {
    if (epoch.equals(outbox.get(micro))) {
      tellReady(micro, epoch);
      return;
    }
    computing.put(micro, epoch);
    after(
        world.scenario.teacherMillis(random),
        () -> {
          if (computing.remove(micro, epoch)) {
            finish(micro, epoch);
          }
        });
  }

  private void finish(MicroBatchId micro, LeaseEpoch epoch) {
    if (!world.network.isCalm() && random.nextInt(20) == 0) {
      LeaseReturned back = new LeaseReturned(id, micro, epoch, Category.RETRY, "out of memory");
      world.tellCoordinator(this, back, it -> it.desk().teachers().leaseReturned(back));
    } else {
      outbox.put(micro, epoch);
      tellReady(micro, epoch);
    }
    askForWork();
  }

  private void tellReady(MicroBatchId micro, LeaseEpoch epoch) {
    TeacherSignal signal = new TeacherSignal(id, micro, epoch, SIGNAL_BYTES);
    world.tellCoordinator(this, signal, coordinator -> coordinator.signalReady(signal));
  }

  private void askForWork() {
    int slots = Math.max(0, SLOTS - computing.size());
    record Slots(int free) {}
    world.tellCoordinator(
        this, new Slots(slots), it -> it.desk().teachers().requestWork(id, slots));
  }
}
