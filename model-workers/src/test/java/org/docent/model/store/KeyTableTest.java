package org.docent.model.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.docent.model.store.KeyTable.Place;
import org.junit.jupiter.api.Test;

class KeyTableTest {

  private static final int LLAVA_SAMPLES = 1_200_000;
  private static final long MEBIBYTE = 1 << 20;

  @Test
  void doesWhatAMapDoes() {
    SplittableRandom random = new SplittableRandom(3);
    KeyTable table = new KeyTable();
    Map<SampleKey, Place> map = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      SampleKey key = SampleKey.of(List.of(random.nextInt(3000)));
      if (random.nextInt(3) == 0) {
        table.remove(key);
        map.remove(key);
      } else {
        Place place =
            new Place(random.nextInt(1 << 24), random.nextLong(1L << 38), random.nextInt());
        table.put(key, place);
        map.put(key, place);
      }
    }

    assertThat(table.size()).isEqualTo(map.size());
    for (int i = 0; i < 3000; i++) {
      SampleKey key = SampleKey.of(List.of(i));
      assertThat(table.get(key)).isEqualTo(map.get(key));
    }
  }

  @Test
  void aWholeDataSetTakesWellUnder200Megabytes() {
    long before = usedBytes();
    KeyTable table = new KeyTable();
    for (int i = 0; i < LLAVA_SAMPLES; i++) {
      table.put(SampleKey.of(List.of(i)), new Place(i >>> 9, i, 1));
    }

    long taken = usedBytes() - before;

    assertThat(table.size()).isEqualTo(LLAVA_SAMPLES);
    assertThat(taken / MEBIBYTE).isBetween(20L, 100L);
  }

  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
