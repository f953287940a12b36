package org.docent.coordinator.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** While it is open, coordinators log nothing: those of a simulation would say it all day long. */
final class QuietDesks implements AutoCloseable {

  private final Logger desks = (Logger) LoggerFactory.getLogger("org.docent.coordinator.run");
  private final @Nullable Level before = desks.getLevel();

  QuietDesks() {
    desks.setLevel(Level.OFF);
  }

  @Override
  public void close() {
    desks.setLevel(before);
  }
}
