package org.docent.coordinator.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.docent.coordinator.admission.Admission;
import org.docent.coordinator.admission.Verdict;
import org.docent.coordinator.admission.Verdict.Admitted;
import org.docent.coordinator.admission.Verdict.Refused;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.teacher.TeacherCredentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where teachers prove themselves. Says what was decided about each and remembers whom it refused,
 * so that this is said once however often that one says that it is here. A process that starts
 * again is looked at again, unless its name is barred.
 */
final class Gate {

  private static final Logger log = LoggerFactory.getLogger(Gate.class);

  private final RunSetup setup;
  private final TeacherRoster roster;
  private final Admission admission;
  private final Map<TeacherId, Refused> refused = new TreeMap<>();
  private final Map<TeacherId, Refused> barred = new TreeMap<>();

  Gate(RunSetup setup, TeacherRoster roster) {
    this.setup = setup;
    this.roster = roster;
    this.admission = new Admission(setup.settings().teacher().admission(), setup.teacher());
  }

  /** The verdict on a teacher; empty while it has not loaded, and once it is admitted. */
  Optional<Verdict> verdict(TeacherPresence teacher, boolean newcomer) {
    TeacherId id = teacher.id();
    TeacherCredentials shown = teacher.credentials();
    if (newcomer) {
      refused.remove(id);
    }
    Refused itsName = barred.get(id);
    if (itsName != null && newcomer) {
      refuse(id, itsName);
    }
    Refused before = refused.get(id);
    if (before != null) {
      return Optional.of(before);
    }
    if (shown == null) {
      return Optional.empty();
    }
    if (roster.isAdmitted(id)) {
      admission.seen(id, shown);
      return Optional.empty();
    }
    Verdict verdict = admission.judge(id, shown);
    if (verdict instanceof Admitted how) {
      say(id, how);
    } else if (verdict instanceof Refused no) {
      refuse(id, no);
    }
    return Optional.of(verdict);
  }

  /** Refuses a teacher whenever it comes back under its name. */
  void bar(TeacherId id, List<String> reasons) {
    String reason =
        "teacher %s was quarantined in this run (%s) and is not taken back under that name: once it is repaired, start it with another --name"
            .formatted(id, String.join("; ", reasons));
    Refused no = new Refused(reason);
    barred.put(id, no);
    refused.put(id, no);
    admission.distrust(id);
  }

  private void refuse(TeacherId id, Refused no) {
    refused.put(id, no);
    log.error("refused: {}", no.reason());
    setup.tell(o -> o.teacherRefused(id, no.reason()));
  }

  /**
   * Whether nobody is here and nobody ever was admitted: then the run is set up wrongly, which is
   * better said at once than waited out.
   */
  boolean isHopeless() {
    return roster.isEmpty() && !admission.anyAdmitted();
  }

  private void say(TeacherId id, Admitted how) {
    if (how.comparedWith() == null) {
      log.info("teacher {} is admitted, the first", id);
    } else {
      log.info(
          "teacher {} is admitted, its canary deviates from teacher {}'s by {}",
          id,
          how.comparedWith(),
          how.deviation());
    }
    if (how.warning() != null) {
      log.warn("{}", how.warning());
    }
    setup.tell(o -> o.teacherAdmitted(id, how));
  }
}
