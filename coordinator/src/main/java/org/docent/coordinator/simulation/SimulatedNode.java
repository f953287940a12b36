package org.docent.coordinator.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * One process: it has a clock of its own, may be frozen and wake with all it had still to do, may
 * be cut off in either direction, and dies for ever. What is started in its place is another node.
 */
abstract class SimulatedNode {

  private static final double NANOS_PER_MILLI = 1e6;

  final Simulation world;
  final SplittableRandom random;
  private final String name;
  private final double clockRate;
  private final long clockOffset;
  private final Deque<Runnable> frozen = new ArrayDeque<>();
  private boolean alive = true;
  private boolean freezes;
  private long diedAt;

  /** Nothing that it sends arrives. */
  boolean mute;

  /** Nothing arrives that is sent to it. */
  boolean deaf;

  SimulatedNode(String name, Simulation world, SplittableRandom random) {
    this.name = name;
    this.world = world;
    this.random = random;
    this.clockRate = 0.9 + 0.2 * random.nextDouble();
    this.clockOffset = random.nextLong();
  }

  boolean alive() {
    return alive;
  }

  /** Whether it is dead for so long that whoever watches the cluster has seen it. */
  boolean isLongDead() {
    return !alive && world.time.nowMillis() - diedAt > Simulation.NOTICED_MILLIS;
  }

  boolean frozen() {
    return freezes;
  }

  /** Whether others find it at work. */
  boolean answers() {
    return alive && !freezes && !mute && !deaf;
  }

  /** What its clock shows: it began anywhere and goes too fast or too slow. */
  long nanos() {
    return clockOffset + (long) (world.time.nowMillis() * clockRate * NANOS_PER_MILLI);
  }

  /** Does something after so many milliseconds of its own clock. */
  void after(long millis, Runnable action) {
    world.time.after((long) (millis / clockRate), () -> run(action));
  }

  /** Does something now, or when it wakes, or never. */
  void run(Runnable action) {
    if (alive && freezes) {
      frozen.add(action);
    } else if (alive) {
      action.run();
    }
  }

  void freeze() {
    freezes = true;
    world.history.say(this, "freezes");
  }

  /** Wakes, knowing nothing of the time in between, and does what it would have done long ago. */
  void thaw() {
    if (freezes) {
      freezes = false;
      world.history.say(this, "wakes");
      while (!frozen.isEmpty() && alive) {
        frozen.poll().run();
      }
    }
  }

  void die() {
    if (alive) {
      alive = false;
      diedAt = world.time.nowMillis();
      frozen.clear();
      world.history.say(this, "is dead");
      world.died(this);
    }
  }

  void connect() {
    mute = false;
    deaf = false;
  }

  @Override
  public String toString() {
    return name;
  }
}
