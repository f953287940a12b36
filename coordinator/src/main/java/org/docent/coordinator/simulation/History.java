package org.docent.coordinator.simulation;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happened in a simulation, line by line, for whoever wants to read it. */
final class History {

  private static final double MILLIS_PER_SECOND = 1000;

  private final SimulatedTime time;
  private final @Nullable PrintWriter out;

  History(SimulatedTime time, @Nullable PrintWriter out) {
    this.time = time;
    this.out = out;
  }

  void say(Object who, Object what) {
    if (out != null) {
      out.printf(Locale.ROOT, "%8.3f %s %s%n", time.nowMillis() / MILLIS_PER_SECOND, who, what);
    }
  }

  void arrived(SimulatedNode from, SimulatedNode to, Object message) {
    if (out != null) {
      say(from, "-> " + to + " " + message);
    }
  }

  void lost(SimulatedNode from, SimulatedNode to, Object message) {
    if (out != null) {
      say(from, "-x " + to + " " + message);
    }
  }
}
