package org.docent.model.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.docent.model.distill.Signal;
import org.docent.model.storage.Disk;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.signal.SignalHeader;
import org.docent.protocol.signal.SignalHeaderFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals of one stage that a store holds, to be read while others write. The index is in
 * memory, payloads are read when asked for and checked each time. Safe for use by several threads,
 * one at a time.
 */
public final class StoredSet implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StoredSet.class);
  private static final int OPEN_SEGMENTS = 64;

  private final Path folder;
  private final KeyTable table = new KeyTable();
  private final List<SegmentReader> segments = new ArrayList<>();
  private final Map<SegmentName, Integer> known = new LinkedHashMap<>();
  private final Map<Integer, SegmentFile> open = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable StoreManifest manifest;
  private boolean toldOfOthers;
  private long bytes;

  private StoredSet(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens the set in a folder, which need not be there yet.
   *
   * @throws DocentException when it cannot be read or its manifest is damaged
   */
  public static StoredSet open(Path folder) {
    StoredSet set = new StoredSet(folder);
    set.refresh();
    return set;
  }

  /** What the signals were made of and how; empty as long as there are none. */
  public synchronized Optional<StoreManifest> manifest() {
    return Optional.ofNullable(manifest);
  }

  /** Micro-batches that are there. */
  public synchronized int size() {
    return table.size();
  }

  /** Bytes of all records that were found, replaced ones included. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Whether the micro-batch of these samples, in this order, is there. */
  public boolean holds(List<Integer> samples) {
    return find(samples).isPresent();
  }

  /** Bytes of the record of these samples, in this order; empty when it is not there. */
  public synchronized OptionalLong find(List<Integer> samples) {
    KeyTable.Place place = table.get(SampleKey.of(samples));
    return place == null
        ? OptionalLong.empty()
        : OptionalLong.of((long) place.units() * RecordFront.ALIGNMENT);
  }

  /** Reads a micro-batch into new memory. */
  public StoredSignal read(MicroBatchPlan plan) {
    return read(plan, ByteBuffer::allocateDirect);
  }

  /**
   * Reads a micro-batch.
   *
   * @param memory gives a direct buffer of just as many bytes as the payload has, once at most
   */
  public synchronized StoredSignal read(MicroBatchPlan plan, IntFunction<ByteBuffer> memory) {
    SampleKey key = SampleKey.of(plan.samples());
    KeyTable.Place place = table.get(key);
    if (place == null) {
      return new StoredSignal.Missing();
    }
    try {
      return new StoredSignal.Found(read(plan, place, memory));
    } catch (DamagedRecordException e) {
      return damaged(plan, place, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return damaged(plan, place, "cannot be read: " + IoReason.of(e));
    }
  }

  /** Finds what has been written since. */
  public synchronized void refresh() {
    if (manifest == null || manifest.head().isEmpty()) {
      manifest = StoreManifest.read(folder).orElse(manifest);
    }
    if (manifest == null) {
      return;
    }
    try {
      for (SegmentName name : segmentNames(folder)) {
        Integer number = known.get(name);
        if (number == null) {
          addSegment(name);
        } else {
          segments.get(number).readIndex(entry -> add(number, entry));
        }
      }
    } catch (IOException e) {
      throw Disk.failure("read " + folder, folder, e);
    }
    segments.forEach(segment -> segment.takeFaults().forEach(this::tell));
  }

  /** Writes indexes that are lost or damaged anew, so that the next one to open is quick again. */
  public synchronized void mendIndexes() {
    try {
      for (SegmentReader segment : segments) {
        segment.mendIndex();
      }
    } catch (IOException e) {
      throw Disk.failure("write an index in " + folder, folder, e);
    }
  }

  /** Puts a micro-batch out of use, because what was read of it is of no use. */
  public synchronized void forget(List<Integer> samples) {
    table.remove(SampleKey.of(samples));
  }

  @Override
  public synchronized void close() {
    open.values().forEach(SegmentFile::close);
    open.clear();
  }

  static List<SegmentName> segmentNames(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(SegmentName::of).flatMap(Optional::stream).sorted().toList();
    }
  }

  private void addSegment(SegmentName name) throws IOException {
    SegmentReader reader = new SegmentReader(folder, name);
    int number = segments.size();
    segments.add(reader);
    known.put(name, number);
    reader.readIndex(entry -> add(number, entry));
    reader.scan(entry -> add(number, entry));
  }

  private void add(int segment, IndexEntry entry) {
    if (manifest == null || entry.tag() != manifest.tag()) {
      if (!toldOfOthers) {
        toldOfOthers = true;
        log.warn(
            "{} holds signals that were not made as {} says; they are not used",
            segments.get(segment).file(),
            StoreManifest.FILE);
      }
      return;
    }
    KeyTable.Place before = table.get(entry.key());
    boolean later =
        before == null
            || segments.get(before.segment()).name().compareTo(segments.get(segment).name()) <= 0;
    if (later) {
      long unit = entry.offset() / RecordFront.ALIGNMENT;
      table.put(entry.key(), new KeyTable.Place(segment, unit, entry.units()));
    }
    bytes += entry.end() - entry.offset();
  }

  private Signal read(MicroBatchPlan plan, KeyTable.Place place, IntFunction<ByteBuffer> memory)
      throws IOException, DamagedRecordException {
    SegmentFile file = file(place.segment());
    long offset = place.unit() * RecordFront.ALIGNMENT;
    RecordFront front = file.frontAt(offset);
    if (!front.samples().equals(plan.samples())) {
      throw new DamagedRecordException("is that of samples " + front.samples());
    }
    ByteBuffer payload = memory.apply(front.payloadBytes()).order(ByteOrder.LITTLE_ENDIAN);
    file.read(offset + front.paddedBytes(), payload);
    front.requirePayload(Checksum.of(payload));
    return signal(plan, front, payload);
  }

  private static Signal signal(MicroBatchPlan plan, RecordFront front, ByteBuffer payload)
      throws DamagedRecordException {
    try {
      SignalHeader header = SignalHeaderFormat.decode(front.header());
      return new Signal(header.withId(plan.id()), payload);
    } catch (DocentException | IllegalArgumentException e) {
      throw new DamagedRecordException(String.valueOf(e.getMessage()));
    }
  }

  private StoredSignal damaged(MicroBatchPlan plan, KeyTable.Place place, String reason) {
    forget(plan.samples());
    String what =
        "the record at byte %d of %s, samples %s, is damaged: %s"
            .formatted(
                place.unit() * RecordFront.ALIGNMENT,
                segments.get(place.segment()).file(),
                plan.samples(),
                reason);
    tell(what);
    return new StoredSignal.Damaged(what);
  }

  private void tell(String fault) {
    log.warn("{}", fault);
  }

  private SegmentFile file(int segment) throws IOException {
    SegmentFile file = open.get(segment);
    if (file == null) {
      if (open.size() >= OPEN_SEGMENTS) {
        Map.Entry<Integer, SegmentFile> eldest = open.entrySet().iterator().next();
        eldest.getValue().close();
        open.remove(eldest.getKey());
      }
      file = SegmentFile.open(segments.get(segment).file());
      open.put(segment, file);
    }
    return file;
  }
}
