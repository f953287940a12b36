package org.docent.actors.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.List;
import org.docent.model.distill.Signal;
import org.docent.protocol.control.CoordinatorProtocol.HeldSignal;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.signal.PullStatus;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private static final MicroBatchId ID = new MicroBatchId(0, 1, 0, 2);
  private static final LeaseEpoch FIRST = new LeaseEpoch(1);
  private static final LeaseEpoch SECOND = new LeaseEpoch(2);

  private final Outbox outbox = new Outbox();

  @Test
  void answersUnderTheEpochOfTheLeaseOnly() {
    outbox.put(ID, SECOND, Signals.counting(ID, 1, 2, 0));

    assertThat(outbox.get(ID, SECOND)).isInstanceOf(Lookup.Found.class);
    assertThat(outbox.get(ID, FIRST))
        .isEqualTo(
            new Lookup.Refused(
                PullStatus.OTHER_EPOCH,
                SECOND,
                "micro-batch 0/1/0.2 is held under epoch 2, not 1"));
  }

  @Test
  void neverGoesBackToAnOlderEpoch() {
    Signal late = Signals.counting(ID, 1, 2, 0);

    outbox.put(ID, SECOND, Signals.counting(ID, 1, 2, 7));
    outbox.put(ID, FIRST, late);

    assertThat(outbox.held()).containsExactly(new HeldSignal(ID, SECOND, 8));
  }

  @Test
  void readersDoNotMoveEachOthersPosition() {
    outbox.put(ID, FIRST, Signals.counting(ID, 1, 2, 5));
    Signal one = ((Lookup.Found) outbox.get(ID, FIRST)).signal();
    one.payload().getFloat();

    Signal two = ((Lookup.Found) outbox.get(ID, FIRST)).signal();

    assertThat(two.payload().remaining()).isEqualTo(8);
    assertThat(two.payload().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(two.payload().getFloat()).isEqualTo(5f);
  }

  @Test
  void forgetsWhatIsReleased() {
    MicroBatchId other = new MicroBatchId(0, 0, 0, 0);
    outbox.put(ID, FIRST, Signals.counting(ID, 1, 2, 0));
    outbox.put(other, FIRST, Signals.counting(other, 1, 2, 0));

    outbox.release(List.of(ID));

    assertThat(outbox.held()).extracting(HeldSignal::id).containsExactly(other);
    assertThat(outbox.get(ID, FIRST))
        .isInstanceOfSatisfying(
            Lookup.Refused.class,
            refused -> assertThat(refused.status()).isEqualTo(PullStatus.UNKNOWN));
  }
}
