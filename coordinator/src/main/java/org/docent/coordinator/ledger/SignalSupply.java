package org.docent.coordinator.ledger;

/**
 * Where the signals of a stage come from.
 *
 * @param leasing whether teachers compute what the store does not have
 */
public record SignalSupply(StoredSignals stored, boolean leasing) {

  /** A stage without a teacher. */
  public static final SignalSupply NONE = new SignalSupply(StoredSignals.NONE, false);

  /** Teachers alone. */
  public static final SignalSupply TEACHERS = new SignalSupply(StoredSignals.NONE, true);
}
