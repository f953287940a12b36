package org.docent.protocol.id;

/** One teacher worker: a frozen teacher on one device of one node. */
public record TeacherId(String value) implements Comparable<TeacherId> {

  /** Holds what is read from a store; no worker may have this name. */
  public static final TeacherId STORE = new TeacherId("store");

  public TeacherId {
    Ids.requireName("teacher id", value);
  }

  @Override
  public int compareTo(TeacherId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
