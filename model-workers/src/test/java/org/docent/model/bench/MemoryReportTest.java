package org.docent.model.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.docent.model.bench.MemoryReport.Seen;
import org.junit.jupiter.api.Test;

class MemoryReportTest {

  @Test
  void theLargestDeviationIsAShareOfWhatWasResidentFirst() {
    BenchWork work = new BenchWork(BenchStage.DFT, 1, 1, 64, false, 1, 0, 300);
    List<Seen> seen = List.of(new Seen(100, 200), new Seen(200, 206), new Seen(300, 190));
    assertThat(new MemoryReport("tiny", work, seen).largestDeviation())
        .isEqualTo(0.05, within(1e-12));
  }
}
