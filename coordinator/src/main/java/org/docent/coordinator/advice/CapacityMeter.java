package org.docent.coordinator.advice;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.docent.coordinator.ledger.WindowLevel;
import org.docent.protocol.id.StudentId;
import org.docent.protocol.id.TeacherId;

/**
 * Measures the teachers and students of one stage. Reports look back with a fading memory: what an
 * earlier report has seen counts half in the next. The stage's summary weighs all alike.
 */
public final class CapacityMeter {

  private static final double MICROS = 1e6;

  private final Set<TeacherId> here = new TreeSet<>();
  private final Facts recent = new Facts();
  private final Facts whole = new Facts();
  private final Adviser adviser = new Adviser();
  private boolean anythingNew;

  public void teacherHere(TeacherId teacher) {
    here.add(teacher);
  }

  public void teacherGone(TeacherId teacher) {
    here.remove(teacher);
    recent.forget(teacher);
    whole.forget(teacher);
  }

  /**
   * A teacher has computed a micro-batch.
   *
   * @param micros how long it had it in hand; 0 when it had computed it before
   */
  public void signalReady(TeacherId teacher, int samples, long bytes, long micros) {
    if (here.contains(teacher) && micros > 0) {
      recent.signal(teacher, samples, bytes, micros / MICROS);
      whole.signal(teacher, samples, bytes, micros / MICROS);
    }
  }

  /** A student has taken a step. */
  public void stepApplied(StudentId student, StepTime time) {
    recent.step(student, time);
    whole.step(student, time);
    anythingNew = true;
  }

  /** How the work in flight stands; told regularly. */
  public void window(WindowLevel level) {
    recent.window(level);
    whole.window(level);
  }

  /** What was measured lately: nothing before teachers and students were, or without a new step. */
  public Optional<Capacity> report() {
    if (!anythingNew) {
      return Optional.empty();
    }
    anythingNew = false;
    Optional<Capacity> capacity =
        recent.rates(here.size()).map(rates -> new Capacity(rates, adviser.advise(rates)));
    recent.age();
    return capacity;
  }

  /** What was measured in the whole stage; nothing when it had no teacher. */
  public Optional<Capacity> summary() {
    return whole.rates(here.size()).map(rates -> new Capacity(rates, new Adviser().advise(rates)));
  }
}
