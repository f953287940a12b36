package org.docent.protocol.settings;

/**
 * What a teacher must show before it gets work.
 *
 * @param canaryTolerance largest relative deviation of its canary from the others'
 * @param bitExact whether teachers must agree in types and to the last bit
 */
public record AdmissionSettings(double canaryTolerance, boolean bitExact) {

  public AdmissionSettings {
    Rules.require(canaryTolerance >= 0, "canary-tolerance", canaryTolerance, "at least 0");
  }

  /** The deviation that is allowed. */
  public double tolerance() {
    return bitExact ? 0 : canaryTolerance;
  }
}
