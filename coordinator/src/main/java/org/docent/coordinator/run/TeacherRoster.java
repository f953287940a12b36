package org.docent.coordinator.run;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.signal.SignalLocation;
import org.jspecify.annotations.Nullable;

/**
 * The teachers that are here, and how much more each last said it could take. Knows at each moment
 * who can work, so that a lease need not look at everybody.
 */
final class TeacherRoster {

  private final Map<TeacherId, Teacher> teachers = new TreeMap<>();
  private final NavigableMap<TeacherId, Teacher> able = new TreeMap<>();
  private final Set<TeacherId> resting = new TreeSet<>();
  private int serving;

  /** One teacher. */
  final class Teacher {
    final TeacherId id;
    SignalLocation location;
    private int freeSlots;
    private boolean reachable = true;
    private boolean admitted;
    private boolean draining;

    /** Signals of it that have moved the weights and that nobody has credited it with. */
    int applied;

    private Teacher(TeacherId id, SignalLocation location) {
      this.id = id;
      this.location = location;
    }

    int freeSlots() {
      return freeSlots;
    }

    /** How many more leases it takes. */
    void free(int slots) {
      freeSlots = slots;
      sort(this);
    }

    boolean reachable() {
      return reachable;
    }

    void reachable(boolean now) {
      serving -= serves() ? 1 : 0;
      reachable = now;
      serving += serves() ? 1 : 0;
      sort(this);
    }

    /** Has proved itself: before that it gets no work and nothing of it is taken. */
    boolean admitted() {
      return admitted;
    }

    void admit() {
      serving -= serves() ? 1 : 0;
      admitted = true;
      serving += serves() ? 1 : 0;
      sort(this);
    }

    /** Leaves: takes no more work and serves what it holds. */
    boolean draining() {
      return draining;
    }

    void drain() {
      serving -= serves() ? 1 : 0;
      draining = true;
      sort(this);
    }

    /** Failed a lease: others go first until {@link #endRest}. */
    void rest() {
      resting.add(id);
      sort(this);
    }

    private boolean serves() {
      return admitted && reachable && !draining;
    }

    private boolean canWork() {
      return serves() && freeSlots > 0 && !resting.contains(id);
    }
  }

  private void sort(Teacher teacher) {
    if (teacher.canWork()) {
      able.put(teacher.id, teacher);
    } else {
      able.remove(teacher.id);
    }
  }

  @Nullable Teacher get(TeacherId id) {
    return teachers.get(id);
  }

  /** Enters a teacher, or notes where it serves its signals now. */
  Teacher enter(TeacherId id, SignalLocation location) {
    Teacher teacher = teachers.computeIfAbsent(id, any -> new Teacher(id, location));
    teacher.location = location;
    return teacher;
  }

  void remove(TeacherId id) {
    Teacher gone = teachers.remove(id);
    serving -= gone != null && gone.serves() ? 1 : 0;
    able.remove(id);
    resting.remove(id);
  }

  /** Whether that teacher is here and has proved itself. */
  boolean isAdmitted(TeacherId id) {
    Teacher teacher = teachers.get(id);
    return teacher != null && teacher.admitted;
  }

  boolean isDraining(TeacherId id) {
    Teacher teacher = teachers.get(id);
    return teacher != null && teacher.draining;
  }

  List<TeacherId> all() {
    return List.copyOf(teachers.keySet());
  }

  /** Teachers that can be reached, have proved themselves and stay. */
  int serving() {
    return serving;
  }

  /** The first of those who can take a lease now. */
  @Nullable Teacher firstAble() {
    return able.isEmpty() ? null : able.firstEntry().getValue();
  }

  /** The next of them after another, in order of their names. */
  @Nullable Teacher nextAble(Teacher after) {
    Map.Entry<TeacherId, Teacher> next = able.higherEntry(after.id);
    return next == null ? null : next.getValue();
  }

  /** Signals of a teacher have moved the weights. */
  void applied(TeacherId id, int signals) {
    Teacher teacher = teachers.get(id);
    if (teacher != null) {
      teacher.applied += signals;
    }
  }

  boolean isEmpty() {
    return teachers.isEmpty();
  }

  List<Teacher> reachable() {
    return teachers.values().stream().filter(teacher -> teacher.reachable).toList();
  }

  /** Whether any can be reached that stays. */
  boolean anyReachable() {
    return serving > 0
        || teachers.values().stream().anyMatch(teacher -> teacher.reachable && !teacher.draining);
  }

  void endRest() {
    List<TeacherId> rested = List.copyOf(resting);
    resting.clear();
    rested.forEach(id -> sort(Objects.requireNonNull(teachers.get(id))));
  }
}
