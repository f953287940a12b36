package org.docent.actors.student;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the signals a student will need: offered, being pulled, held, in use. The latest
 * epoch of a micro-batch wins until its signal is in use.
 *
 * <p>Only the next few micro-batches in planned order are pulled. So the credit bounds what is
 * held, and the one that is needed next can never find the credit used up by later ones, nor the
 * bytes: it is pulled however large it is.
 *
 * <p>A signal that is held belongs to the window until it is used, when it becomes the user's, or
 * not wanted any more, when it is let go.
 */
final class SignalWindow {

  private enum State {
    OFFERED,
    PULLING,
    HELD,
    IN_USE
  }

  private record Entry(SignalAvailable offer, State state, @Nullable PulledSignal held) {}

  private final TreeMap<MicroBatchId, Entry> entries = new TreeMap<>();
  private final Consumer<PulledSignal> letGo;

  /** A window that passes on what it held and does not want any more. */
  SignalWindow(Consumer<PulledSignal> letGo) {
    this.letGo = letGo;
  }

  /** Notes an offer; one that is known or older than a known one changes nothing. */
  void offer(SignalAvailable offer) {
    Entry known = entries.get(offer.id());
    boolean inUse = known != null && known.state == State.IN_USE;
    if (known == null || (!inUse && known.offer.epoch().compareTo(offer.epoch()) < 0)) {
      drop(known);
      entries.put(offer.id(), new Entry(offer, State.OFFERED, null));
    }
  }

  /**
   * The offers to pull now, in order; they count as being pulled from here on.
   *
   * @param window what is wanted, in order
   * @param roomBytes what they may have together, the first of the window excepted
   */
  List<SignalAvailable> begin(List<MicroBatchId> window, long roomBytes) {
    List<SignalAvailable> wanted = new ArrayList<>();
    long room = roomBytes;
    for (MicroBatchId id : window) {
      Entry known = entries.get(id);
      if (known != null && known.state == State.OFFERED) {
        room -= known.offer.bytes();
        if (room < 0 && !id.equals(window.get(0))) {
          break;
        }
        wanted.add(known.offer);
        entries.put(id, new Entry(known.offer, State.PULLING, null));
      }
    }
    return wanted;
  }

  /** Holds what was pulled, or lets it go when a later epoch has been offered since. */
  void hold(PulledSignal pulled) {
    SignalAvailable offer = pulled.offer();
    if (isCurrent(offer)) {
      entries.put(offer.id(), new Entry(offer, State.HELD, pulled));
    } else {
      letGo.accept(pulled);
    }
  }

  /** Forgets an offer that came to nothing; false when a later epoch has been offered since. */
  boolean fail(SignalAvailable offer) {
    boolean current = isCurrent(offer);
    if (current) {
      entries.remove(offer.id());
    }
    return current;
  }

  /** The signal of that micro-batch, if it is held; it is the caller's from here on. */
  Optional<PulledSignal> use(MicroBatchId id) {
    Entry known = entries.get(id);
    if (known == null || known.held == null) {
      return Optional.empty();
    }
    entries.put(id, new Entry(known.offer, State.IN_USE, null));
    return Optional.of(known.held);
  }

  /** The offer whose signal is in use for that micro-batch. */
  Optional<SignalAvailable> inUse(MicroBatchId id) {
    return Optional.ofNullable(entries.get(id))
        .filter(known -> known.state == State.IN_USE)
        .map(Entry::offer);
  }

  /** The offer that will be needed first. */
  Optional<SignalAvailable> firstOffer() {
    return Optional.ofNullable(entries.firstEntry()).map(Map.Entry::getValue).map(Entry::offer);
  }

  /** Forgets micro-batches that lie behind. */
  void forget(Predicate<MicroBatchId> behind) {
    new TreeSet<>(entries.keySet()).stream().filter(behind).forEach(id -> drop(entries.remove(id)));
  }

  void clear() {
    forget(id -> true);
  }

  private void drop(@Nullable Entry gone) {
    if (gone != null && gone.held != null) {
      letGo.accept(gone.held);
    }
  }

  private boolean isCurrent(SignalAvailable offer) {
    Entry known = entries.get(offer.id());
    LeaseEpoch epoch = known == null ? LeaseEpoch.NONE : known.offer.epoch();
    return known != null && epoch.equals(offer.epoch());
  }
}
