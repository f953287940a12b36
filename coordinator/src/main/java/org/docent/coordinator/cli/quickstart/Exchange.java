package org.docent.coordinator.cli.quickstart;

/** One question with its answer, as written into a conversation. */
record Exchange(String question, String answer) {}
