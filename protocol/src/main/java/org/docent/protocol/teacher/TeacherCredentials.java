package org.docent.protocol.teacher;

/**
 * What a teacher shows once it has loaded.
 *
 * @param canary what it made of the run's canary
 */
public record TeacherCredentials(TeacherFacts facts, CanaryScore canary) {}
