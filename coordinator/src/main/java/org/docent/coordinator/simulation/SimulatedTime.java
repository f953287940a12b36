package org.docent.coordinator.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The true time of a simulation, which no node knows, and what is still to happen in it. */
final class SimulatedTime {

  private record Event(long at, long number, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private long nowMillis;
  private long number;

  long nowMillis() {
    return nowMillis;
  }

  void after(long millis, Runnable action) {
    events.add(new Event(nowMillis + Math.max(0, millis), number++, action));
  }

  /** Lets the next thing happen; false when nothing is left. */
  boolean step() {
    Event event = events.poll();
    if (event == null) {
      return false;
    }
    nowMillis = event.at();
    event.action().run();
    return true;
  }
}
