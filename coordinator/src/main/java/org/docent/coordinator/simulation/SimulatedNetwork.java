package org.docent.coordinator.simulation;

import java.util.SplittableRandom;

/**
 * Messages of a simulation: what is sent arrives after a while, in another order, twice or not at
 * all; once calm, everything arrives.
 */
final class SimulatedNetwork {

  private static final double LOST = 0.05;
  private static final double TWICE = 0.95;
  private static final int SOON_MILLIS = 200;
  private static final int LATE_MILLIS = 2_000;

  private final SimulatedTime time;
  private final History history;
  private final SplittableRandom random;
  private boolean calm;
  private int era;

  SimulatedNetwork(SimulatedTime time, History history, SplittableRandom random) {
    this.time = time;
    this.history = history;
    this.random = random;
  }

  void calm() {
    calm = true;
  }

  /** What is under way arrives nowhere any more. */
  void loseAll() {
    era++;
  }

  boolean isCalm() {
    return calm;
  }

  /**
   * Sends a message.
   *
   * @param delivery what the receiver does with it; it may come to happen at another node
   */
  void send(SimulatedNode from, SimulatedNode to, Object message, Runnable delivery) {
    double fate = calm ? 0.5 : random.nextDouble();
    if (from.mute || fate < LOST) {
      history.lost(from, to, message);
      return;
    }
    deliver(from, to, message, delivery, calm ? 1 : random.nextInt(1, SOON_MILLIS));
    if (fate > TWICE) {
      deliver(from, to, message, delivery, random.nextInt(1, LATE_MILLIS));
    }
  }

  private void deliver(
      SimulatedNode from, SimulatedNode to, Object message, Runnable delivery, long millis) {
    int sentIn = era;
    time.after(
        millis,
        () -> {
          if (to.deaf || sentIn != era) {
            history.lost(from, to, message);
          } else {
            history.arrived(from, to, message);
            delivery.run();
          }
        });
  }
}
