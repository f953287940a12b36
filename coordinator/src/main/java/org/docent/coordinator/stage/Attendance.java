package org.docent.coordinator.stage;

/** Who is there now: a student, and at least one teacher that can be reached. */
public record Attendance(boolean student, boolean teacher) {}
