package org.docent.actors.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** What is logged at WARN or above while this is open. */
public final class LogLines implements AutoCloseable {

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
          }
        }
      };
  private final Logger logger;

  public LogLines(Class<?> of) {
    this(of.getName());
  }

  /** Those of all classes. */
  public static LogLines ofAll() {
    return new LogLines(Logger.ROOT_LOGGER_NAME);
  }

  private LogLines(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    appender.start();
    logger.addAppender(appender);
  }

  /** The next line, which must come soon. */
  public String next() {
    try {
      String line = lines.poll(40, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("nothing was logged");
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Takes lines up to the first with that text, which must come soon. */
  public String next(String text) {
    String line = next();
    while (!line.contains(text)) {
      line = next();
    }
    return line;
  }

  /** The lines that were logged and not taken by {@link #next}. */
  public List<String> rest() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
