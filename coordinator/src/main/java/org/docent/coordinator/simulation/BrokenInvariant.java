package org.docent.coordinator.simulation;

/** A run did what no run may. */
public final class BrokenInvariant extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String name;

  BrokenInvariant(String name, String what) {
    super(name + ": " + what);
    this.name = name;
  }

  /** Which it is. */
  public String invariant() {
    return name;
  }
}
