package org.docent.coordinator.advice;

/** What was measured, and what follows. */
public record Capacity(Rates rates, Advice advice) {}
