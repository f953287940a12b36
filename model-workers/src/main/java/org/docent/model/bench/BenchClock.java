package org.docent.model.bench;

import java.util.function.LongSupplier;

/**
 * What time is measured by.
 *
 * @param name for reports
 * @param nanos nanoseconds since any fixed moment
 */
public record BenchClock(String name, LongSupplier nanos) {}
