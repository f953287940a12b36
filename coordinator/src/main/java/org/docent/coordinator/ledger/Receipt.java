package org.docent.coordinator.ledger;

/** What becomes of a signal that a teacher says it holds. */
public enum Receipt {
  /** It is the one the run uses; its student should hear of it. */
  ACCEPTED,
  /** The ledger knew already. */
  KNOWN,
  /** Its micro-batch is not in the window yet: the teacher keeps it and will be asked again. */
  EARLY,
  /** It is applied, leased to another, or of an epoch that was withdrawn: nobody will want it. */
  FENCED
}
