package org.docent.protocol.id;

/**
 * The fence of a lease: each time a micro-batch is leased again its epoch rises, and whatever
 * arrives under an older one is refused.
 */
public record LeaseEpoch(long value) implements Comparable<LeaseEpoch> {

  /** The epoch of a micro-batch that was never leased. */
  public static final LeaseEpoch NONE = new LeaseEpoch(0);

  public LeaseEpoch {
    if (value < 0) {
      throw new IllegalArgumentException("lease epoch is " + value + ", must not be negative");
    }
  }

  public LeaseEpoch next() {
    return new LeaseEpoch(value + 1);
  }

  @Override
  public int compareTo(LeaseEpoch other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
