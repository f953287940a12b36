package org.docent.protocol.id;

/** One run: everything between {@code docent train} and its final model, resumes included. */
public record RunId(String value) implements Comparable<RunId> {

  public RunId {
    Ids.requireName("run id", value);
  }

  @Override
  public int compareTo(RunId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
