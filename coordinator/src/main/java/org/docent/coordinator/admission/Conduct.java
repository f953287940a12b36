package org.docent.coordinator.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.docent.protocol.id.TeacherId;

/**
 * How teachers behave after they were admitted. A teacher has a strike for each signal that fails
 * its checks and for a lease that runs out; at {@code allowed} it is quarantined, for as long as
 * this coordinator lives, under its name. A repaired one comes back under another name and proves
 * itself like any other.
 *
 * <p>Strikes are taken back by good work, since a run of days with hundreds of teachers has its
 * hiccups and counting them all would in the end quarantine everybody: {@link #GOOD_SIGNALS}
 * applied signals take back one strike, so that a teacher is out when more than about one signal in
 * so many is bad, soon if it is most of them; and one applied signal takes back all lateness, since
 * a teacher that hangs or is too slow delivers none. A lease that is given back is no strike: the
 * teacher itself says that it could not, hands over nothing wrong, and the micro-batch's own limit
 * of tries counts it. Nor is what befalls the line between two nodes.
 */
public final class Conduct {

  /** Applied signals that take back one strike. */
  public static final int GOOD_SIGNALS = 16;

  private final int allowed;
  private final Map<TeacherId, Standing> records = new TreeMap<>();

  private static final class Standing {
    final List<String> reasons = new ArrayList<>();
    int late;
    int good;
    boolean applied;
    boolean quarantined;
  }

  /**
   * The conduct of nobody.
   *
   * @param allowed strikes at which a teacher is quarantined
   */
  public Conduct(int allowed) {
    this.allowed = allowed;
  }

  /** Counts a signal that failed its checks; true when it quarantines the teacher. */
  public boolean badSignal(TeacherId teacher, String reason) {
    Standing its = of(teacher);
    if (!its.quarantined) {
      its.reasons.add(reason);
    }
    return judge(its);
  }

  /** Counts leases that ran out together, once; true when it quarantines the teacher. */
  public boolean lateLease(TeacherId teacher, String reason) {
    Standing its = of(teacher);
    if (!its.quarantined) {
      its.reasons.add(its.late, reason); // the late ones first, so that they can go together
      its.late++;
    }
    return judge(its);
  }

  /** Counts signals that have moved the weights. */
  public void applied(TeacherId teacher, int signals) {
    Standing its = of(teacher);
    if (signals == 0 || its.quarantined) {
      return;
    }
    its.applied = true;
    its.reasons.subList(0, its.late).clear();
    its.late = 0;
    its.good += signals;
    while (its.good >= GOOD_SIGNALS && !its.reasons.isEmpty()) {
      its.reasons.remove(0);
      its.good -= GOOD_SIGNALS;
    }
    its.good = Math.min(its.good, GOOD_SIGNALS - 1);
  }

  public boolean isQuarantined(TeacherId teacher) {
    Standing its = records.get(teacher);
    return its != null && its.quarantined;
  }

  /** Whether its signals have moved the weights and nothing stands against it. */
  public boolean isTrusted(TeacherId teacher) {
    Standing its = records.get(teacher);
    return its != null && its.applied && its.reasons.isEmpty();
  }

  /** What stands against a teacher, each reason once, oldest first. */
  public List<String> reasons(TeacherId teacher) {
    Standing its = records.get(teacher);
    return its == null ? List.of() : its.reasons.stream().distinct().toList();
  }

  /** The teachers that are quarantined. */
  public List<TeacherId> quarantined() {
    return records.keySet().stream().filter(this::isQuarantined).toList();
  }

  private Standing of(TeacherId teacher) {
    return records.computeIfAbsent(teacher, any -> new Standing());
  }

  private boolean judge(Standing its) {
    boolean now = !its.quarantined && its.reasons.size() >= allowed;
    its.quarantined |= now;
    return now;
  }
}
