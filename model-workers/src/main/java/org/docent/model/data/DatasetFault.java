package org.docent.model.data;

/** A record that cannot be used, and the sentence that says why, its id included. */
public record DatasetFault(int index, String reason) {}
