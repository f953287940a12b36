package org.docent.coordinator.ledger;

import org.docent.protocol.id.LeaseEpoch;

/**
 * The epochs of a run's leases: one counter for all stages and students, so that no epoch is used
 * twice, whoever goes back.
 */
public final class Epochs {

  private LeaseEpoch last = LeaseEpoch.NONE;

  /** The highest epoch used so far. */
  public LeaseEpoch last() {
    return last;
  }

  LeaseEpoch next() {
    last = last.next();
    return last;
  }

  /** The epochs to come are above that one, which a coordinator that was here before gave. */
  void above(LeaseEpoch used) {
    last = used.compareTo(last) > 0 ? used : last;
  }
}
