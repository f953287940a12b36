package org.docent.coordinator.stage;

/** What the stage machine must know of a stage. */
public record StageOutline(String name, int totalSteps, boolean needsTeacher) {}
