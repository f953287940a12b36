package org.docent.coordinator.ledger;

/**
 * How the open micro-batches of a window stand; their sum is what the window bounds.
 *
 * @param planned waiting for a teacher, or for the student when the stage has no teacher
 * @param leased being computed
 * @param ready waiting in an outbox
 */
public record WindowLevel(int planned, int leased, int ready) {

  /** Of a window with nothing in it. */
  public static final WindowLevel EMPTY = new WindowLevel(0, 0, 0);

  /** Of two windows together. */
  public WindowLevel plus(WindowLevel other) {
    return new WindowLevel(planned + other.planned, leased + other.leased, ready + other.ready);
  }

  public int open() {
    return planned + leased + ready;
  }
}
