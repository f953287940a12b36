package org.docent.coordinator.ledger;

/**
 * How the open micro-batches of a window stand; their sum is what the window bounds.
 *
 * @param planned waiting for a teacher, or for the student when the stage has no teacher
 * @param leased being computed
 * @param ready waiting in an outbox
 */
public record WindowLevel(int planned, int leased, int ready) {

  public int open() {
    return planned + leased + ready;
  }
}
