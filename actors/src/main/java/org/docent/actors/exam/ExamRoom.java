package org.docent.actors.exam;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a respondent has.
 *
 * @param name which no other respondent has
 * @param desks each answers one question at a time
 * @param patience how long nothing may be heard of the examiner
 * @param ended completes at the end: empty when it was dismissed, else with what is wrong
 */
public record ExamRoom(
    String name, List<ExamDesk> desks, Duration patience, CompletableFuture<String> ended) {

  public ExamRoom {
    desks = List.copyOf(desks);
    if (desks.isEmpty()) {
      throw new IllegalArgumentException(name + " has no desk");
    }
  }
}
