package org.docent.actors.stream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.control.CoordinatorProtocol.HeldSignal;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.signal.PullStatus;
import org.jspecify.annotations.Nullable;

/**
 * The signals one teacher has computed and not yet been told to forget, each under the epoch of its
 * lease, and the teacher's head. Safe for use by any thread: the worker fills it, servers and
 * students of the same process read it. How many signals it holds is bounded by the coordinator's
 * window, not here.
 */
public final class Outbox {

  private record Entry(LeaseEpoch epoch, Signal signal) {}

  private final ConcurrentSkipListMap<MicroBatchId, Entry> entries = new ConcurrentSkipListMap<>();
  private volatile @Nullable TeacherHead head;

  /** Holds a signal; what is held under a higher epoch already stays. */
  public void put(MicroBatchId id, LeaseEpoch epoch, Signal signal) {
    Entry entry = new Entry(epoch, signal);
    entries.merge(id, entry, (old, fresh) -> old.epoch.compareTo(epoch) > 0 ? old : fresh);
  }

  public void putHead(TeacherHead teacherHead) {
    head = teacherHead;
  }

  /** The signal of a micro-batch, if it is held under exactly that epoch. */
  public Lookup get(MicroBatchId id, LeaseEpoch epoch) {
    Entry entry = entries.get(id);
    if (entry == null) {
      return new Lookup.Refused(
          PullStatus.UNKNOWN, LeaseEpoch.NONE, "no signal of micro-batch " + id + " is held");
    }
    if (!entry.epoch.equals(epoch)) {
      return new Lookup.Refused(
          PullStatus.OTHER_EPOCH,
          entry.epoch,
          "micro-batch " + id + " is held under epoch " + entry.epoch + ", not " + epoch);
    }
    Signal signal = entry.signal;
    return new Lookup.Found(epoch, new Signal(signal.header(), viewOf(signal.payload())));
  }

  /** The head as the reader's own view; empty until the teacher has loaded. */
  public Optional<TeacherHead> head() {
    return Optional.ofNullable(head)
        .map(
            known ->
                new TeacherHead(
                    known.vocabulary(), known.width(), known.type(), viewOf(known.weights())));
  }

  /** Forgets these; a transfer that has begun still ends well. */
  public void release(Collection<MicroBatchId> ids) {
    ids.forEach(entries::remove);
  }

  /** Forgets everything, the head too. */
  public void clear() {
    entries.clear();
    head = null;
  }

  /** What is held, in order of id. */
  public List<HeldSignal> held() {
    return entries.entrySet().stream().map(Outbox::heldSignal).toList();
  }

  private static HeldSignal heldSignal(Map.Entry<MicroBatchId, Entry> held) {
    Entry entry = held.getValue();
    return new HeldSignal(held.getKey(), entry.epoch, entry.signal.header().payloadBytes());
  }

  private static ByteBuffer viewOf(ByteBuffer bytes) {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }
}
