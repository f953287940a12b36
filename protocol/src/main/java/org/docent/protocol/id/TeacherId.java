package org.docent.protocol.id;

/** One teacher worker: a frozen teacher on one device of one node. */
public record TeacherId(String value) implements Comparable<TeacherId> {

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
