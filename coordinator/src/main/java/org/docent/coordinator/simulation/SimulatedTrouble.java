package org.docent.coordinator.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** What happens to a simulated cluster until all is calm, one thing after another. */
final class SimulatedTrouble {

  private static final int KINDS = 24;

  private final Simulation world;
  private final SimulatedCluster cluster;
  private final SplittableRandom random;

  SimulatedTrouble(Simulation world, SimulatedCluster cluster, SplittableRandom random) {
    this.world = world;
    this.cluster = cluster;
    this.random = random;
  }

  /** Strikes somebody, and again after a while. */
  void strike() {
    if (world.network.isCalm()) {
      return;
    }
    switch (random.nextInt(KINDS)) {
      case 0, 1, 2 -> oneOf(cluster.teachers()).die();
      case 3, 4, 5 -> oneOf(cluster.students()).die();
      case 6, 7 -> cutOff(oneOf(cluster.teachers()), true, true);
      case 8, 9 -> cutOff(oneOf(cluster.teachers()), random.nextBoolean(), false);
      case 10 -> cutOff(oneOf(cluster.students()), true, random.nextBoolean());
      case 11 -> cutOff(oneOf(cluster.students()), false, true);
      case 12, 13 -> freeze(oneOf(cluster.teachers()));
      case 14 -> freeze(oneOf(cluster.students()));
      case 15 -> replace(oneOf(cluster.students()));
      case 16 -> cluster.start(oneOf(cluster.teachers()).id);
      case 17 -> cluster.lastCoordinator().die();
      case 18 -> replaceCoordinator();
      case 19 -> world.askForStop();
      case 20 -> breakDisk();
      case 21 -> loseAll();
      case 22 -> freezeAll(cluster.teachers());
      default -> cutOff(cluster.lastCoordinator(), random.nextBoolean(), random.nextBoolean());
    }
    world.time.after(random.nextInt(500, 5_000), this::strike);
  }

  /** Messages to or from it vanish, which may be seen or not. */
  private void cutOff(SimulatedNode victim, boolean mute, boolean deaf) {
    victim.mute = mute;
    victim.deaf = deaf;
    world.history.say(victim, "is cut off" + (mute ? ", mute" : "") + (deaf ? ", deaf" : ""));
    world.time.after(random.nextInt(1, 2_000), () -> cluster.noticeAway(victim));
    world.time.after(
        random.nextInt(2_000, 8_000),
        () -> {
          victim.connect();
          cluster.noticeBack(victim);
        });
  }

  private void freeze(SimulatedNode victim) {
    victim.freeze();
    world.time.after(random.nextInt(1, 4_000), () -> cluster.noticeAway(victim));
    world.time.after(
        random.nextInt(100, 10_000),
        () -> {
          victim.thaw();
          cluster.noticeBack(victim);
        });
  }

  private void freezeAll(List<SimulatedTeacher> victims) {
    victims.stream().filter(any -> random.nextInt(3) == 0).forEach(this::freeze);
  }

  /** A later student of the same name takes its place, while it sleeps and may wake again. */
  private void replace(SimulatedStudent victim) {
    freeze(victim);
    world.time.after(random.nextInt(1, 4_000), () -> cluster.start(victim.id));
  }

  /** It freezes and another takes its place; when it wakes it goes on for a while. */
  private void replaceCoordinator() {
    SimulatedCoordinator old = cluster.lastCoordinator();
    if (!old.alive()) {
      return;
    }
    old.freeze();
    world.time.after(
        random.nextInt(100, 3_000),
        () -> {
          if (old == cluster.lastCoordinator()) {
            cluster.startCoordinator();
          }
        });
    world.time.after(random.nextInt(200, 9_000), old::thaw);
    world.time.after(random.nextInt(9_000, 12_000), old::die);
  }

  private void breakDisk() {
    world.disk.broken = true;
    world.history.say("disk", "cannot be written");
    world.time.after(random.nextInt(100, 4_000), () -> world.disk.broken = false);
  }

  private void loseAll() {
    if (random.nextInt(4) == 0) {
      world.disk.damageNewest(oneOf(cluster.students()).id);
    }
    cluster.loseAll(random.nextInt(100, 5_000));
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
