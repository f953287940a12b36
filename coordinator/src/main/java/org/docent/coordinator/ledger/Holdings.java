package org.docent.coordinator.ledger;

import java.util.HashMap;
import java.util.Map;
import org.docent.protocol.id.TeacherId;
import org.jspecify.annotations.Nullable;

/** How many leases and how many bytes of ready signals each teacher has of a window. */
final class Holdings {

  private final Map<TeacherId, Integer> leases = new HashMap<>();
  private final Map<TeacherId, Long> readyBytes = new HashMap<>();
  private int ready;

  /** A micro-batch comes to be in that state. */
  void enter(WorkState state) {
    count(state, 1);
  }

  /** A micro-batch is in that state no longer. */
  void leave(WorkState state) {
    count(state, -1);
  }

  int leasedTo(TeacherId teacher) {
    return leases.getOrDefault(teacher, 0);
  }

  long readyBytes(TeacherId teacher) {
    return readyBytes.getOrDefault(teacher, 0L);
  }

  /** Micro-batches whose signals lie ready. */
  int ready() {
    return ready;
  }

  private void count(WorkState state, int change) {
    if (state instanceof WorkState.Leased leased) {
      leases.merge(leased.teacher(), change, Holdings::sumOrNothing);
    } else if (state instanceof WorkState.Ready held) {
      ready += change;
      readyBytes.merge(held.teacher(), change * held.bytes(), Long::sum);
    }
  }

  private static @Nullable Integer sumOrNothing(int before, int change) {
    return before + change == 0 ? null : before + change;
  }
}
