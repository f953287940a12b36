package org.docent.model.store;

import org.jspecify.annotations.Nullable;

/**
 * From keys to places, in arrays: open addressing with linear steps, at most five eighths full. 28
 * bytes a slot, so 1.2 million records take 59 MB; a map of objects would take four times that.
 * Keys are parts of a cryptographic hash already and serve as their own.
 */
final class KeyTable {

  /** Where a record lies: its segment's place in a list, its offset and length in units. */
  record Place(int segment, long unit, int units) {}

  private static final int SEGMENT_BITS = 24;
  private static final long FREE = 0;
  private static final long REMOVED = -1;

  private long[] high = new long[64];
  private long[] low = new long[64];
  private long[] places = new long[64];
  private int[] lengths = new int[64];
  private int taken;
  private int size;

  int size() {
    return size;
  }

  /** The place of a key, or null. */
  @Nullable Place get(SampleKey key) {
    int slot = slotOf(key);
    return places[slot] == FREE || places[slot] == REMOVED ? null : placeAt(slot);
  }

  /** Gives a key a place, in stead of the one it had. */
  void put(SampleKey key, Place place) {
    if ((taken + 1) * 8L > places.length * 5L) {
      grow();
    }
    int slot = slotOf(key);
    taken += places[slot] == FREE ? 1 : 0;
    size += places[slot] == FREE || places[slot] == REMOVED ? 1 : 0;
    set(slot, key, ((place.unit + 1) << SEGMENT_BITS) | place.segment, place.units);
  }

  void remove(SampleKey key) {
    int slot = slotOf(key);
    if (places[slot] != FREE && places[slot] != REMOVED) {
      places[slot] = REMOVED;
      size--;
    }
  }

  private Place placeAt(int slot) {
    long place = places[slot];
    int segment = (int) (place & ((1L << SEGMENT_BITS) - 1));
    return new Place(segment, (place >>> SEGMENT_BITS) - 1, lengths[slot]);
  }

  /** The slot that has the key, or the one where it would go. */
  private int slotOf(SampleKey key) {
    int mask = places.length - 1;
    int slot = (int) key.low() & mask;
    while (places[slot] != FREE && (high[slot] != key.high() || low[slot] != key.low())) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void set(int slot, SampleKey key, long place, int length) {
    high[slot] = key.high();
    low[slot] = key.low();
    places[slot] = place;
    lengths[slot] = length;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    long[] oldPlaces = places;
    int[] oldLengths = lengths;
    int capacity = 2 * places.length;
    high = new long[capacity];
    low = new long[capacity];
    places = new long[capacity];
    lengths = new int[capacity];
    taken = 0;
    for (int i = 0; i < oldPlaces.length; i++) {
      if (oldPlaces[i] != FREE && oldPlaces[i] != REMOVED) {
        SampleKey key = new SampleKey(oldHigh[i], oldLow[i]);
        set(slotOf(key), key, oldPlaces[i], oldLengths[i]);
        taken++;
      }
    }
  }
}
