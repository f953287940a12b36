package org.docent.coordinator.cli.quickstart;

/**
 * One question the finished student was asked about a held-out picture.
 *
 * @param image the picture's file name
 * @param answer what the student generated
 * @param right what the picture shows
 */
public record Demonstration(String image, String question, String answer, String right) {}
