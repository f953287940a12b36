package org.docent.coordinator.run;

import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.docent.coordinator.manifest.Timeline;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a student reports of its steps as news for the observers: each step once and in order, and
 * no more at a time than a disk may take in the end. What comes before its turn waits.
 */
final class StepNews {

  private static final Logger log = LoggerFactory.getLogger(StepNews.class);

  /** Steps that may wait for a disk; the student keeps the reports of those after them. */
  private static final int MAX_WAITING = 5_000;

  private final RunSetup setup;
  private final StudentSetup student;
  private final Timeline timeline;
  private final StepsTold steps;
  private final NavigableMap<Integer, StepDone> early = new TreeMap<>();
  private int acknowledged;

  /**
   * @param committed steps in the checkpoint from which the student is taken up
   */
  StepNews(RunSetup setup, StudentSetup student, Timeline timeline, int committed) {
    this.setup = setup;
    this.student = student;
    this.timeline = timeline;
    this.steps = new StepsTold(setup.recorded(student.id()).orElse(committed));
  }

  /** The student has reported a step that it is past; whether that was news. */
  boolean hears(StepDone done) {
    int globalStep = timeline.globalStep(done.step().next());
    if (waiting() < MAX_WAITING && steps.takes(globalStep)) {
      tell(done);
      tellEarly();
      return true;
    }
    if (globalStep > steps.told() && early.size() < MAX_WAITING) {
      early.put(globalStep, done);
    } else if (globalStep <= acknowledged) {
      acknowledged = 0; // said again: what acknowledged it was lost
    }
    return false;
  }

  /** The student has said all it keeps. */
  void announced(boolean newcomer) {
    acknowledged = newcomer ? 0 : acknowledged;
    int lost = steps.announced();
    if (lost > 0) {
      log.warn("{} steps of {} were never recorded and are missing there", lost, id());
      tellEarly();
    }
  }

  /** The student goes on with that step. */
  void goesOnWith(StepId next, boolean afresh) {
    steps.goesOnAfter(timeline.globalStep(next), afresh);
    early.clear();
  }

  /** Whether steps before that one are not on record yet: they come with the next heartbeats. */
  boolean lacks(StepId next) {
    return steps.told() < timeline.globalStep(next) || waiting() > 0;
  }

  /** Up to which global step the student may forget its reports; empty if it knows. */
  OptionalInt acknowledge() {
    int recorded = steps.told() - waiting();
    if (recorded <= acknowledged) {
      return OptionalInt.empty();
    }
    acknowledged = recorded;
    return OptionalInt.of(recorded);
  }

  private int waiting() {
    return steps.waiting(setup.recorded(id()));
  }

  private void tellEarly() {
    early.headMap(steps.told(), true).clear();
    while (!early.isEmpty() && waiting() < MAX_WAITING && steps.takes(early.firstKey())) {
      tell(early.pollFirstEntry().getValue());
    }
  }

  private void tell(StepDone done) {
    AppliedStep applied =
        new AppliedStep(
            id(),
            done.step(),
            student.run().stage(done.step().stage()).name(),
            timeline.globalStep(done.step().next()),
            done.report());
    setup.tell(o -> o.stepDone(applied));
    setup.tell(o -> o.microBatchesApplied(applied, done.applied()));
  }

  private StudentId id() {
    return student.id();
  }
}
