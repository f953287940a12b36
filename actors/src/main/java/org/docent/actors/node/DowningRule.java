package org.docent.actors.node;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * When a node takes those it cannot reach for dead, and when itself. Pure.
 *
 * <p>Of the nodes that can run the coordinator and reach each other the oldest asks the arbiter,
 * once nothing has changed for a while; the others, and all teachers and students, leave it to that
 * one. Who may go on takes out of the cluster whoever is unreachable, however many those are. Who
 * may not waits whether the one who may is among those it reaches or comes back; if it stays away,
 * it lives on the other side of a cut, and this node ends.
 */
final class DowningRule {

  /** Without a change before anything is decided. */
  static final Duration STABLE = Duration.ofSeconds(5);

  /** How long one who may not go on waits, longer than an arbiter needs to notice a death. */
  static final Duration PATIENCE = Duration.ofSeconds(12);

  /**
   * A member of the cluster as this node sees it.
   *
   * @param address {@code host:port}
   * @param age the lower the older
   */
  record Node(String address, boolean coordinates, int age, boolean reachable, boolean self) {}

  /** What is to be done now. */
  enum Step {
    NOTHING,
    ASK,
    DOWN_UNREACHABLE,
    DOWN_SELF
  }

  private Set<String> view = Set.of();
  private List<Node> nodes = List.of();
  private long stableSince;
  private boolean denied;
  private long deniedSince;

  /** Looks at the cluster. */
  Step look(List<Node> members, long nowNanos) {
    nodes = List.copyOf(members);
    Set<String> now = new TreeSet<>();
    members.forEach(node -> now.add(node.address() + node.reachable() + node.coordinates()));
    if (!now.equals(view)) {
      view = now;
      stableSince = nowNanos;
      denied = false;
    }
    boolean stable = nowNanos - stableSince >= STABLE.toNanos();
    boolean all = members.stream().allMatch(Node::reachable);
    return !all && stable && isJudge() ? Step.ASK : Step.NOTHING;
  }

  /** The arbiter has answered. */
  Step ruled(Arbiter.Ruling ruling, long nowNanos) {
    if (look(nodes, nowNanos) != Step.ASK) {
      return Step.NOTHING;
    }
    if (ruling instanceof Arbiter.HeldBy held) {
      return denied(held.address(), nowNanos);
    }
    return Step.DOWN_UNREACHABLE;
  }

  private Step denied(String holder, long nowNanos) {
    if (nodes.stream().anyMatch(node -> node.reachable() && node.address().equals(holder))) {
      denied = false;
      return Step.NOTHING;
    }
    if (!denied) {
      denied = true;
      deniedSince = nowNanos;
    }
    return nowNanos - deniedSince >= PATIENCE.toNanos() ? Step.DOWN_SELF : Step.NOTHING;
  }

  private boolean isJudge() {
    Optional<Node> oldest =
        nodes.stream()
            .filter(node -> node.coordinates() && node.reachable())
            .min(Comparator.comparingInt(Node::age).thenComparing(Node::address));
    return oldest.filter(Node::self).isPresent();
  }
}
