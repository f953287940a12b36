package org.docent.coordinator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * While these tests run coordinators log nothing: thousands of them would say thousands of things.
 */
public final class QuietDesks implements BeforeAllCallback, AfterAllCallback {

  private static final Logger DESKS =
      (Logger) LoggerFactory.getLogger("org.docent.coordinator.run");

  private @Nullable Level before;

  @Override
  public void beforeAll(ExtensionContext context) {
    before = DESKS.getLevel();
    DESKS.setLevel(Level.OFF);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    DESKS.setLevel(before);
  }
}
