package org.docent.coordinator.ledger;

/**
 * One of several equal shares of a list that is dealt out one by one.
 *
 * @param number from 1
 * @param count how many shares there are
 */
public record Shard(int number, int count) {

  /** All of it. */
  public static final Shard WHOLE = new Shard(1, 1);

  public Shard {
    if (number < 1 || number > count) {
      throw new IllegalArgumentException(
          "shard is "
              + number
              + "/"
              + count
              + ", must be from 1/"
              + count
              + " to "
              + count
              + "/"
              + count);
    }
  }

  /** Whether this share has the element at a place, from 0. */
  boolean takes(int place) {
    return place % count == number - 1;
  }

  @Override
  public String toString() {
    return number + "/" + count;
  }
}
