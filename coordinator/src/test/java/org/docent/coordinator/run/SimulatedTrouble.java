package org.docent.coordinator.run;

import java.util.List;
import java.util.SplittableRandom;

/** What happens to a simulated cluster until all is calm, one thing after another. */
final class SimulatedTrouble {

  private final RunSimulation world;
  private final SplittableRandom random;

  SimulatedTrouble(RunSimulation world, SplittableRandom random) {
    this.world = world;
    this.random = random;
  }

  /** Strikes somebody, and again after a while. */
  void strike() {
    if (world.network.isCalm()) {
      return;
    }
    switch (random.nextInt(9)) {
      case 0, 1, 2 -> kill(oneOf(world.teachers()));
      case 3, 4 -> cutOff(oneOf(world.teachers()));
      case 5, 6 -> kill(oneOf(world.students()));
      case 7 -> world.tellCoordinator(world::askForStop);
      default -> world.replaceCoordinator();
    }
    world.network.after(random.nextInt(500, 5_000), this::strike);
  }

  private void kill(SimulatedTeacher victim) {
    victim.die();
    world.network.after(random.nextInt(1, 4_000), () -> world.desk().teachers().away(victim.id));
    world.network.after(random.nextInt(1, 8_000), victim::comeBack);
  }

  /** Its death may be noticed before it comes back, or never. */
  private void kill(SimulatedStudent victim) {
    int dead = victim.incarnation;
    victim.die();
    world.network.after(random.nextInt(1, 4_000), () -> world.noticeDeath(victim, dead));
    world.network.after(random.nextInt(1, 8_000), victim::comeBack);
  }

  private void cutOff(SimulatedTeacher victim) {
    victim.connected = false;
    world.network.after(random.nextInt(1, 2_000), () -> world.desk().teachers().away(victim.id));
    world.network.after(
        random.nextInt(2_000, 6_000),
        () -> {
          victim.connected = true;
          world.desk().teachers().back(victim.id);
        });
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
