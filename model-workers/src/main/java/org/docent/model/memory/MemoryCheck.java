package org.docent.model.memory;

import java.util.OptionalLong;
import org.docent.protocol.failure.DocentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds a need against what there is, before anything is allocated. */
public final class MemoryCheck {

  private static final Logger log = LoggerFactory.getLogger(MemoryCheck.class);

  /** An estimate this much above what there is may be wrong, and is only told. */
  private static final double TOLERANCE = 1.1;

  private MemoryCheck() {}

  /**
   * Refuses what will not fit on this machine; for another device than its processors, whose memory
   * cannot be asked for, nothing is checked.
   *
   * @param who has the need, as a sentence begins
   * @param onHost whether it computes in the machine's own memory
   * @param advice what to do
   * @throws DocentException when it needs more than a tenth above what is available
   */
  public static void require(String who, MemoryNeed need, boolean onHost, String advice) {
    if (!onHost) {
      log.debug("{} needs about {} of its device, which was not asked for its memory", who, need);
      return;
    }
    require(who, need, MachineMemory.here().available(), advice);
  }

  static void require(String who, MemoryNeed need, OptionalLong available, String advice) {
    if (available.isEmpty() || need.total() <= available.getAsLong()) {
      return;
    }
    String sentence =
        "%s needs about %s, and %s are available on this machine"
            .formatted(who, need, MemoryNeed.size(available.getAsLong()));
    if (need.total() > TOLERANCE * available.getAsLong()) {
      throw DocentException.stop(sentence + ": " + advice);
    }
    log.warn("{}; it is tried all the same", sentence);
  }
}
