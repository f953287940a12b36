package org.docent.actors.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.docent.actors.teacher.LeaseQueue.Lease;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.junit.jupiter.api.Test;

class LeaseQueueTest {

  private final LeaseQueue queue = new LeaseQueue();

  @Test
  void givesTheLowestIdFirstAndOneAtATime() {
    queue.add(lease(2, 1));
    queue.add(lease(1, 1));

    assertThat(queue.begin()).contains(lease(1, 1));
    assertThat(queue.begin()).isEmpty();
    assertThat(queue.size()).isEqualTo(2);
  }

  @Test
  void aHigherEpochRaisesTheLeaseInHand() {
    queue.add(lease(1, 1));
    queue.begin();

    queue.add(lease(1, 3));
    queue.add(lease(1, 2));

    assertThat(queue.finish()).contains(lease(1, 3));
    assertThat(queue.size()).isZero();
  }

  @Test
  void whatIsReleasedInHandIsFinishedForNothing() {
    queue.add(lease(1, 1));
    queue.begin();

    queue.release(List.of(lease(1, 1).id()));

    assertThat(queue.finish()).isEmpty();
    assertThat(queue.size()).isZero();
  }

  @Test
  void aLeaseThatComesAgainAfterItsReleaseIsWanted() {
    queue.add(lease(1, 1));
    queue.begin();
    queue.release(List.of(lease(1, 1).id()));

    queue.add(lease(1, 2));

    assertThat(queue.finish()).contains(lease(1, 2));
  }

  private static Lease lease(int part, int epoch) {
    MicroBatchId id = new MicroBatchId(0, 0, 0, part);
    return new Lease(new MicroBatchPlan(id, List.of(part)), new LeaseEpoch(epoch));
  }
}
