package org.docent.model.data;

/** A sample that could not be read, and the sentence that says why. */
public record SkippedSample(int index, String reason) {}
