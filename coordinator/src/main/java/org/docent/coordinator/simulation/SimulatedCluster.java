package org.docent.coordinator.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;
import org.jspecify.annotations.Nullable;

/**
 * The processes of a simulation. Each name has one that is meant to be there; of those that were
 * there before some may still live and not know it. Whoever looks after them starts another when
 * none is left.
 */
final class SimulatedCluster {

  private final Simulation world;
  private final SplittableRandom random;
  private final Map<TeacherId, List<SimulatedTeacher>> teachers = new LinkedHashMap<>();
  private final Map<StudentId, List<SimulatedStudent>> students = new LinkedHashMap<>();
  private final List<SimulatedCoordinator> coordinators = new ArrayList<>();
  private final List<TeacherId> bad;
  private int started;
  private boolean down;

  SimulatedCluster(Simulation world, SplittableRandom random, List<TeacherId> bad) {
    this.world = world;
    this.random = random;
    this.bad = bad;
  }

  /** The coordinator of now; null while there is none. */
  @Nullable SimulatedCoordinator coordinator() {
    SimulatedCoordinator last = coordinators.get(coordinators.size() - 1);
    return last.alive() && !last.frozen() ? last : null;
  }

  /** The coordinator that was started last, dead or alive. */
  SimulatedCoordinator lastCoordinator() {
    return coordinators.get(coordinators.size() - 1);
  }

  List<SimulatedCoordinator> coordinators() {
    return coordinators;
  }

  List<SimulatedTeacher> processes(TeacherId id) {
    return teachers.getOrDefault(id, List.of());
  }

  /** Of each name the one that was started last. */
  List<SimulatedTeacher> teachers() {
    return teachers.values().stream().map(all -> all.get(all.size() - 1)).toList();
  }

  /** Of each name the one that was started last. */
  List<SimulatedStudent> students() {
    return students.values().stream().map(all -> all.get(all.size() - 1)).toList();
  }

  List<SimulatedStudent> longDeadStudents() {
    return students.values().stream()
        .flatMap(List::stream)
        .filter(SimulatedNode::isLongDead)
        .toList();
  }

  Set<String> livingStudents() {
    return students.values().stream()
        .flatMap(List::stream)
        .filter(SimulatedNode::alive)
        .map(SimulatedNode::toString)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<SimulatedNode> all() {
    List<SimulatedNode> all = new ArrayList<>(coordinators);
    teachers.values().forEach(all::addAll);
    students.values().forEach(all::addAll);
    return all.stream().filter(SimulatedNode::alive).toList();
  }

  void startCoordinator() {
    coordinators.add(new SimulatedCoordinator(named("coordinator"), world, random.split()));
  }

  /** Starts a process of that name, whether or not there is one. */
  void start(TeacherId id) {
    teachers
        .computeIfAbsent(id, any -> new ArrayList<>())
        .add(new SimulatedTeacher(id, named(id.value()), bad.contains(id), world, random.split()));
  }

  /** Starts a process of that name, whether or not there is one. */
  void start(StudentId id) {
    students
        .computeIfAbsent(id, any -> new ArrayList<>())
        .add(new SimulatedStudent(id, named(id.name()), world, random.split()));
  }

  private String named(String role) {
    return role + "#" + started++;
  }

  /** A process has died: that may be noticed, and after a while another is there. */
  void died(SimulatedNode node) {
    if (down) {
      return;
    }
    if (random.nextInt(10) > 0) {
      boolean forGood = random.nextBoolean();
      world.time.after(random.nextInt(1, 4_000), () -> notice(node, forGood));
    }
    world.time.after(random.nextInt(1, 8_000), this::startMissing);
  }

  private void notice(SimulatedNode dead, boolean forGood) {
    for (SimulatedCoordinator coordinator : coordinators) {
      coordinator.run(
          () -> {
            if (coordinator.desk().ended()) {
              return;
            }
            if (forGood) {
              coordinator.noticeGone(dead);
            } else {
              coordinator.noticeAway(dead);
            }
          });
    }
  }

  /** Whoever watches the cluster sees that it does not answer; it need not be dead. */
  void noticeAway(SimulatedNode node) {
    notice(node, /* forGood= */ false);
  }

  /** Whoever watches the cluster sees that it answers again. */
  void noticeBack(SimulatedNode node) {
    SimulatedCoordinator current = coordinator();
    if (current != null && !current.desk().ended()) {
      current.noticeBack(node);
    }
  }

  /** Starts what is not there. */
  void startMissing() {
    if (down) {
      return;
    }
    if (!lastCoordinator().alive()) {
      startCoordinator();
    }
    List.copyOf(teachers.keySet()).stream()
        .filter(id -> processes(id).stream().noneMatch(SimulatedNode::alive))
        .forEach(this::start);
    students.entrySet().stream()
        .filter(its -> its.getValue().stream().noneMatch(SimulatedNode::alive))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::start);
  }

  /** Everything dies at once; later it is all started again from what is committed. */
  void loseAll(long millis) {
    down = true;
    all().forEach(SimulatedNode::die);
    world.network.loseAll();
    world.time.after(
        millis,
        () -> {
          down = false;
          startMissing();
        });
  }

  /** Nobody is in the way of anybody any more. */
  void calmDown() {
    for (SimulatedNode node : all()) {
      node.connect();
      if (node instanceof SimulatedCoordinator old && old != lastCoordinator()) {
        old.die();
      }
    }
    all().forEach(SimulatedNode::thaw);
    startMissing();
    world.time.after(10_000, () -> teachers.values().forEach(its -> its.forEach(this::noticeBack)));
  }
}
