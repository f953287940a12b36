package org.docent.model.capture;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.docent.model.distill.Signal;
import org.docent.model.store.SetWriter;
import org.docent.model.store.StoreManifest;
import org.docent.protocol.teacher.CodeVersion;
import org.jspecify.annotations.Nullable;

/** Keeps the signals of one stage. For one thread. */
final class StageArchive implements AutoCloseable {

  /** Bytes that may be lost with the process. */
  private static final long PENDING_BYTES = 256L << 20;

  private final Path folder;
  private final String writer;
  private final Map<String, String> facts;
  private final Supplier<String> head;
  private @Nullable SetWriter to;

  /**
   * @param facts what decides the signals, but for the teacher's weights
   * @param head digest of the teacher's head, empty for none; asked for with the first signal
   */
  StageArchive(Path folder, String writer, Map<String, String> facts, Supplier<String> head) {
    this.folder = folder;
    this.writer = writer;
    this.facts = facts;
    this.head = head;
  }

  /**
   * Keeps a signal, in the place of one of the same samples that is there.
   *
   * @throws org.docent.protocol.failure.DocentException when the set was made in another way, or
   *     the disk does not take it
   */
  void keep(List<Integer> samples, Signal signal) {
    if (to == null) {
      Map<String, String> all = new LinkedHashMap<>();
      all.put(SignalFacts.TEACHER, signal.header().teacherFingerprint());
      all.putAll(facts);
      to = SetWriter.open(folder, writer, new StoreManifest(all, head.get(), CodeVersion.DOCENT));
    }
    to.append(samples, signal);
    if (to.pendingBytes() > PENDING_BYTES) {
      force();
    }
  }

  /** Returns once all that was kept is on the medium. */
  void force() {
    if (to != null) {
      to.force();
    }
  }

  @Override
  public void close() {
    if (to != null) {
      to.close();
    }
  }
}
