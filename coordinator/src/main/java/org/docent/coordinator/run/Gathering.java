package org.docent.coordinator.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.docent.protocol.control.CoordinatorProtocol.HeldSignal;
import org.docent.protocol.id.TeacherId;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator that takes over a run waits for before it hands out work: that teachers have
 * said what they hold, which they do with each heartbeat. Without it the first to ask would compute
 * what another holds.
 */
final class Gathering {

  private static final int HEARTBEATS = 2;

  private final Duration heartbeat;
  private final LongSupplier nanoClock;
  private final Map<TeacherId, List<HeldSignal>> early = new TreeMap<>();
  private @Nullable Long since;

  Gathering(Duration heartbeat, LongSupplier nanoClock) {
    this.heartbeat = heartbeat;
    this.nanoClock = nanoClock;
  }

  /** A run is under way. */
  void begin() {
    since = nanoClock.getAsLong();
  }

  /** Whether work may be handed out. */
  boolean over() {
    return since == null
        || nanoClock.getAsLong() - since >= heartbeat.multipliedBy(HEARTBEATS).toNanos();
  }

  /** A teacher has said what it holds before a student said where it is. */
  void early(TeacherId teacher, List<HeldSignal> held) {
    early.put(teacher, held);
  }

  void forget(TeacherId teacher) {
    early.remove(teacher);
  }

  /** Takes what was said early. */
  Map<TeacherId, List<HeldSignal>> take() {
    Map<TeacherId, List<HeldSignal>> taken = new TreeMap<>(early);
    early.clear();
    return taken;
  }
}
