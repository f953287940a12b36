package org.docent.coordinator.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/** Keeps coordinators from logging: those of a simulation would say it all day long. */
final class QuietDesks {

  private QuietDesks() {}

  /** Does something in which coordinators log nothing. */
  static <T> T during(Supplier<T> work) {
    Logger desks = (Logger) LoggerFactory.getLogger("org.docent.coordinator.run");
    Level before = desks.getLevel();
    desks.setLevel(Level.OFF);
    try {
      return work.get();
    } finally {
      desks.setLevel(before);
    }
  }
}
