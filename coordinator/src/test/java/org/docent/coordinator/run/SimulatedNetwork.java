package org.docent.coordinator.run;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Time and messages of a simulation: what is sent arrives after a while, in another order, twice or
 * not at all; once calm, everything arrives.
 */
final class SimulatedNetwork {

  private record Event(long at, long number, Runnable action) {}

  private final SplittableRandom random;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private long nowMillis;
  private long number;
  private boolean calm;

  SimulatedNetwork(SplittableRandom random) {
    this.random = random;
  }

  long nowMillis() {
    return nowMillis;
  }

  void calm() {
    calm = true;
  }

  boolean isCalm() {
    return calm;
  }

  /** Sends a message. */
  void send(Runnable delivery) {
    if (calm) {
      after(1, delivery);
      return;
    }
    double fate = random.nextDouble();
    if (fate > 0.05) {
      after(random.nextInt(1, 200), delivery);
    }
    if (fate > 0.95) {
      after(random.nextInt(1, 2_000), delivery);
    }
  }

  void after(long millis, Runnable action) {
    events.add(new Event(nowMillis + millis, number++, action));
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
