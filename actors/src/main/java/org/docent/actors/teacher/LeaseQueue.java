package org.docent.actors.teacher;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.jspecify.annotations.Nullable;

/**
 * The leases a worker has and has not answered: at most one in hand, the rest waiting, lowest id
 * first since students need them in that order.
 */
final class LeaseQueue {

  record Lease(MicroBatchPlan plan, LeaseEpoch epoch) {
    MicroBatchId id() {
      return plan.id();
    }
  }

  private final TreeMap<MicroBatchId, Lease> waiting = new TreeMap<>();
  private @Nullable Lease inHand;
  private boolean unwanted;

  /** Takes a lease; one that is here already only has its epoch raised. */
  void add(Lease lease) {
    if (inHand != null && inHand.id().equals(lease.id())) {
      inHand = newer(inHand, lease);
      unwanted = false;
    } else {
      waiting.merge(lease.id(), lease, LeaseQueue::newer);
    }
  }

  /** Takes the next lease in hand, if the hand is free. */
  Optional<Lease> begin() {
    Map.Entry<MicroBatchId, Lease> next = inHand == null ? waiting.pollFirstEntry() : null;
    if (next == null) {
      return Optional.empty();
    }
    inHand = next.getValue();
    unwanted = false;
    return Optional.of(inHand);
  }

  /** Frees the hand; empty when what was in it is wanted no more. */
  Optional<Lease> finish() {
    Optional<Lease> finished = unwanted ? Optional.empty() : inHand();
    inHand = null;
    unwanted = false;
    return finished;
  }

  Optional<Lease> inHand() {
    return Optional.ofNullable(inHand);
  }

  /** Forgets leases; what is in hand runs on for nothing. */
  void release(Collection<MicroBatchId> ids) {
    ids.forEach(waiting::remove);
    unwanted |= inHand != null && ids.contains(inHand.id());
  }

  /** Gives up everything that is not in hand. */
  List<Lease> drain() {
    List<Lease> notBegun = List.copyOf(waiting.values());
    waiting.clear();
    return notBegun;
  }

  void clear() {
    waiting.clear();
    inHand = null;
    unwanted = false;
  }

  int size() {
    return waiting.size() + (inHand == null ? 0 : 1);
  }

  private static Lease newer(Lease one, Lease other) {
    return other.epoch.compareTo(one.epoch) > 0 ? other : one;
  }
}
