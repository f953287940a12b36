package org.docent.model.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.docent.model.storage.DurableFile;

/**
 * Finds the records of one segment: by its index as far as that is whole, and beyond from the
 * records themselves, each of which is read through. What a writer was killed over, a torn record
 * at the end, is passed over: nobody ever appends to the segment of another session.
 */
final class SegmentReader {

  private static final int ENTRIES_AT_ONCE = 4096;

  private final Path folder;
  private final SegmentName name;
  private final List<String> faults = new ArrayList<>();
  private long indexRead;
  private long covered;
  private boolean indexBroken;

  SegmentReader(Path folder, SegmentName name) {
    this.folder = folder;
    this.name = name;
  }

  SegmentName name() {
    return name;
  }

  Path file() {
    return folder.resolve(name.signals());
  }

  /** What was found damaged since the last call, a sentence each. */
  List<String> takeFaults() {
    List<String> found = List.copyOf(faults);
    faults.clear();
    return found;
  }

  /** Gives the entries that the index has got since the last call. */
  void readIndex(Consumer<IndexEntry> found) throws IOException {
    if (indexBroken) {
      return;
    }
    Path file = folder.resolve(name.index());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        SegmentFile segment = SegmentFile.open(file())) {
      ByteBuffer bytes = ByteBuffer.allocate(ENTRIES_AT_ONCE * IndexEntry.BYTES);
      while (!indexBroken && channel.read(bytes, indexRead) >= IndexEntry.BYTES) {
        bytes.flip();
        while (!indexBroken && bytes.remaining() >= IndexEntry.BYTES) {
          take(IndexEntry.decodeFrom(bytes), segment.size(), found);
        }
        bytes.clear();
      }
    } catch (NoSuchFileException e) {
      return; // lost, or not made yet
    }
  }

  private void take(Optional<IndexEntry> read, long segmentBytes, Consumer<IndexEntry> found) {
    if (read.isEmpty()) {
      indexBroken = true;
      faults.add(
          "%s is damaged at byte %d; its segment is read instead"
              .formatted(folder.resolve(name.index()), indexRead));
      return;
    }
    IndexEntry entry = read.get();
    indexRead += IndexEntry.BYTES;
    covered = Math.max(covered, entry.end());
    if (entry.end() > segmentBytes) {
      faults.add(
          "%s ends at byte %d, the record at byte %d should end at %d"
              .formatted(file(), segmentBytes, entry.offset(), entry.end()));
    } else {
      found.accept(entry);
    }
  }

  /** Gives the records that no entry was read for. */
  void scan(Consumer<IndexEntry> found) throws IOException {
    try (SegmentFile segment = SegmentFile.open(file())) {
      long at = covered;
      while (at >= 0 && at < segment.size()) {
        at = scanAt(segment, at, found);
      }
    }
  }

  /** Looks at the record at {@code at} and returns where the next begins, -1 when none does. */
  private long scanAt(SegmentFile segment, long at, Consumer<IndexEntry> found) throws IOException {
    RecordFront front;
    try {
      front = segment.frontAt(at);
    } catch (DamagedRecordException e) {
      long next = segment.nextRecord(at + RecordFront.ALIGNMENT);
      if (next >= 0) {
        faults.add("%s at byte %d %s".formatted(file(), at, e.getMessage()));
      }
      return next;
    }
    IndexEntry entry = new IndexEntry(front.key(), front.tag(), at, front.units());
    try {
      front.requirePayload(segment.checksum(at + front.paddedBytes(), front.payloadBytes()));
      found.accept(entry);
    } catch (DamagedRecordException e) {
      faults.add(
          "%s at byte %d, samples %s: %s".formatted(file(), at, front.samples(), e.getMessage()));
    }
    covered = entry.end();
    return entry.end();
  }

  /** Writes the index anew from the records when it is lost or damaged. */
  void mendIndex() throws IOException {
    Path file = folder.resolve(name.index());
    if (indexBroken || !Files.exists(file)) {
      List<IndexEntry> entries = new ArrayList<>();
      new SegmentReader(folder, name).scan(entries::add);
      ByteBuffer bytes = ByteBuffer.allocate(entries.size() * IndexEntry.BYTES);
      entries.forEach(entry -> entry.encodeTo(bytes));
      DurableFile.write(file, sink -> sink.write(bytes.flip()));
    }
  }
}
