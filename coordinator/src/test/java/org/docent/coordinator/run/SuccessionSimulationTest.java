package org.docent.coordinator.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Students of one name that come, die and cannot be reached for a while, under coordinators that
 * move, on a network that delays, reorders and loses: never is one promoted while another serves
 * and lives, and in the end somebody serves.
 */
class SuccessionSimulationTest {

  private static final StudentId ME = new StudentId("student", 0);
  private static final long CHAOS = 120_000;
  private static final long CALM = 60_000;
  private static final int BEAT = 1_000;
  private static final int GRACE = 6 * BEAT;

  @Test
  void nobodyIsPromotedBesideOneThatServesAndLives() {
    int promoted = 0;
    for (int seed = 0; seed < 2_000; seed++) {
      promoted += new World(seed).run();
    }
    assertThat(promoted).isGreaterThan(10_000);
  }

  /**
   * What is sent arrives after a while, in another order, twice or not at all, until all is calm.
   */
  private static final class Network {
    private record Event(long at, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final SplittableRandom random;
    private long now;
    private long number;
    private boolean calm;

    Network(SplittableRandom random) {
      this.random = random;
    }

    void send(Runnable delivery) {
      double fate = calm ? 0.5 : random.nextDouble();
      if (fate > 0.05) {
        after(random.nextInt(1, 200), delivery);
      }
      if (fate > 0.95) {
        after(random.nextInt(1, 2_000), delivery);
      }
    }

    void after(long millis, Runnable action) {
      events.add(new Event(now + millis, number++, action));
    }

    boolean step() {
      Event next = events.poll();
      if (next != null) {
        now = next.at();
        next.action().run();
      }
      return next != null;
    }
  }

  /** A node with its student. */
  private static final class Contender {
    final String ref;
    boolean alive = true;
    boolean serves;
    int steps;

    Contender(String ref) {
      this.ref = ref;
    }
  }

  private static final class World {
    final SplittableRandom random;
    final Network network;
    final int seed;
    final Map<String, Contender> nodes = new TreeMap<>();
    final Set<String> members = new HashSet<>();
    final Set<String> unreachable = new HashSet<>();
    StudentPosts<String> posts;
    int started;
    int promoted;

    World(int seed) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      this.network = new Network(random.split());
      this.posts = posts();
    }

    int run() {
      start();
      start();
      network.after(0, this::beat);
      network.after(random.nextInt(5_000), this::strike);
      while (network.now < CHAOS + CALM && network.step()) {
        if (network.now > CHAOS) {
          network.calm = true;
        }
      }
      String serving = posts.serving(ME);
      assertThat(serving).as("seed %d: somebody serves", seed).isNotNull();
      assertThat(nodes.get(serving)).as("seed %d", seed).matches(one -> one.alive && one.serves);
      assertThat(nodes.values().stream().filter(one -> one.alive && one.serves)).hasSize(1);
      return promoted;
    }

    private StudentPosts<String> posts() {
      return new StudentPosts<>(List.of(ME), ref -> ref, new Muster(members, network.now + GRACE));
    }

    private void start() {
      Contender newcomer = new Contender("n" + started++);
      nodes.put(newcomer.ref, newcomer);
      members.add(newcomer.ref);
    }

    private void beat() {
      for (Contender one : nodes.values()) {
        if (one.alive) {
          one.steps += one.serves ? 1 : 0;
          boolean serves = one.serves;
          StepId next = serves ? new StepId(0, one.steps) : null;
          network.send(() -> register(one, serves, next));
        }
      }
      follow(posts.tick(network.now));
      network.after(BEAT, this::beat);
    }

    /** Nothing comes any more from a node that was removed. */
    private void register(Contender one, boolean serves, @Nullable StepId next) {
      if (members.contains(one.ref)) {
        follow(posts.here(ME, one.ref, serves, next, network.now));
      }
    }

    private void follow(List<Ruling<String>> rulings) {
      for (Ruling<String> ruling : rulings) {
        Contender one = requireNonNull(nodes.get(ruling.ref()));
        if (ruling instanceof Ruling.Serves<String> serves && serves.newcomer()) {
          if (serves.next() == null) {
            promoted++;
            assertThat(nodes.values())
                .as("seed %d: nobody else serves beside %s", seed, serves.ref())
                .noneMatch(other -> other != one && other.alive && other.serves);
          }
          one.serves = one.alive;
        } else if (ruling instanceof Ruling.GoesHome<String>) {
          die(one);
        }
      }
    }

    private void die(Contender victim) {
      victim.alive = false;
      victim.serves = false;
      network.after(
          random.nextInt(1, 4_000),
          () -> {
            unreachable.add(victim.ref);
            posts.nodeUnreachable(victim.ref);
            network.after(
                random.nextInt(1, 8_000),
                () -> {
                  members.remove(victim.ref);
                  unreachable.remove(victim.ref);
                  follow(posts.nodeLeft(victim.ref, network.now));
                });
          });
    }

    private void blink(Contender victim) {
      unreachable.add(victim.ref);
      posts.nodeUnreachable(victim.ref);
      network.after(
          random.nextInt(1, 6_000),
          () -> {
            if (victim.alive) {
              unreachable.remove(victim.ref);
              follow(posts.nodeReachable(victim.ref, network.now));
            }
          });
    }

    private void move() {
      posts = posts();
      unreachable.forEach(posts::nodeUnreachable);
    }

    private void strike() {
      if (network.calm) {
        return;
      }
      List<Contender> alive = nodes.values().stream().filter(one -> one.alive).toList();
      Contender one = alive.get(random.nextInt(alive.size()));
      switch (random.nextInt(5)) {
        case 0, 1 -> die(one);
        case 2 -> move();
        case 3 -> {
          die(one);
          move();
        }
        default -> blink(one);
      }
      while (nodes.values().stream().filter(other -> other.alive).count() < 3) {
        start();
      }
      network.after(random.nextInt(500, 6_000), this::strike);
    }
  }
}
