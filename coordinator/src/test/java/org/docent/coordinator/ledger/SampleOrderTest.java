package org.docent.coordinator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The expected orders come from {@code tests/golden/sample_order.py}. */
class SampleOrderTest {

  @Test
  void equalsTheIndependentImplementation() {
    assertThat(SampleOrder.shuffled(10, 42, 0, 0)).containsExactly(3, 5, 0, 6, 2, 8, 4, 7, 9, 1);
    assertThat(SampleOrder.shuffled(10, 42, 0, 1)).containsExactly(6, 4, 0, 7, 1, 2, 9, 3, 5, 8);
    assertThat(SampleOrder.shuffled(10, 42, 1, 0)).containsExactly(5, 2, 3, 4, 1, 0, 6, 7, 8, 9);
    assertThat(SampleOrder.shuffled(10, -1, 2, 3)).containsExactly(0, 1, 5, 6, 8, 7, 3, 9, 4, 2);
  }

  @Test
  void equalsTheIndependentImplementationOnManySamples() {
    int[] order = SampleOrder.shuffled(100_000, 42, 0, 0);

    long checksum = IntStream.range(0, order.length).mapToLong(i -> (long) i * order[i]).sum();
    assertThat(checksum).isEqualTo(249_933_955_920_892L);
    assertThat(IntStream.of(order).sorted().toArray())
        .isEqualTo(IntStream.range(0, 100_000).toArray());
  }
}
