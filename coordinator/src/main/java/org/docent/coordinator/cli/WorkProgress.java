package org.docent.coordinator.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a piece of work is: a bar on a terminal, else a line every few seconds, with the rate and
 * the time left at that rate. Safe for use by several threads.
 */
public final class WorkProgress implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger("org.docent.progress");
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();

  private final String name;
  private final String unit;
  private final int all;
  private final int before;
  private final LongSupplier nanos;
  private final long begun;
  private final @Nullable ProgressBar bar;
  private long told;

  /**
   * Begins now.
   *
   * @param name as a log line has it, {@code stage=dpt}
   * @param unit of what is counted, in the plural
   * @param before how many of {@code all} were done before
   */
  public WorkProgress(String name, String unit, int all, int before, LongSupplier nanos) {
    this.name = name;
    this.unit = unit;
    this.all = all;
    this.before = before;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
    this.told = begun;
    this.bar = ProgressObserver.wanted() ? bar() : null;
  }

  private ProgressBar bar() {
    return new ProgressBarBuilder()
        .setTaskName(name.substring(name.indexOf('=') + 1))
        .setInitialMax(all)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(250)
        .showSpeed()
        .startsFrom(before, Duration.ZERO)
        .build();
  }

  /** So many are done now. */
  public synchronized void done(int done) {
    if (bar != null) {
      bar.stepTo(done);
      return;
    }
    long now = nanos.getAsLong();
    if (done == all || now - told >= LINE_NANOS) {
      told = now;
      double rate = (done - before) * 1e9 / Math.max(1, now - begun);
      log.info(
          "{} done={} of {} {}/s={} left={}",
          name,
          done,
          all,
          unit,
          String.format(Locale.ROOT, "%.1f", rate),
          Duration.ofSeconds(Math.round((all - done) / Math.max(1e-9, rate))));
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
