package org.docent.actors.student;

import org.docent.actors.stream.SignalSource;

/** Decides where a run's signals come from. */
@FunctionalInterface
public interface SignalRoute {

  /** Every signal comes from the teacher that offers it. */
  SignalRoute LIVE = (configuration, live) -> live;

  /**
   * The source of a run.
   *
   * @param configuration the run's resolved configuration as HOCON
   * @param live pulls from teachers
   */
  SignalSource of(String configuration, SignalSource live);
}
