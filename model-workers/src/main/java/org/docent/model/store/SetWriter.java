package org.docent.model.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.docent.model.distill.Signal;
import org.docent.model.storage.Disk;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.signal.SignalHeaderFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends signals to one stage's set, in segments of its own: as many writers as like may write one
 * set. A signal counts once {@link #force} has returned; a kill before loses it and nothing else.
 * For one thread.
 */
public final class SetWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SetWriter.class);

  /** Bytes after which a segment is full. */
  static final long SEGMENT_BYTES = 4L << 30;

  /** The id every record carries: which step it was captured in must not show in its bytes. */
  private static final MicroBatchId ANY = new MicroBatchId(0, 0, 0, 0);

  private final Path folder;
  private final String writer;
  private final StoreManifest manifest;
  private final long segmentBytes;
  private final List<IndexEntry> pending = new ArrayList<>();
  private @Nullable FileChannel signals;
  private @Nullable FileChannel index;
  private Path file;
  private long end;
  private long forced;

  private SetWriter(Path folder, String writer, StoreManifest manifest, long segmentBytes) {
    this.folder = folder;
    this.writer = writer;
    this.manifest = manifest;
    this.segmentBytes = segmentBytes;
    this.file = folder;
  }

  /**
   * A writer into a folder, which is made if it is not there.
   *
   * @param writer names its segments
   * @throws DocentException when the folder holds signals that were made in another way
   */
  public static SetWriter open(Path folder, String writer, StoreManifest manifest) {
    return open(folder, writer, manifest, SEGMENT_BYTES);
  }

  static SetWriter open(Path folder, String writer, StoreManifest manifest, long segmentBytes) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw Disk.failure("make " + folder, folder, e);
    }
    manifest.agreeIn(folder, writer);
    return new SetWriter(folder, writer, manifest, segmentBytes);
  }

  /**
   * Appends the signal of a micro-batch; one of the same samples that was appended before gives
   * way.
   *
   * @throws DocentException when the disk does not take it; what was forced before stays
   */
  public void append(List<Integer> samples, Signal signal) {
    ByteBuffer header = SignalHeaderFormat.encode(signal.header().withId(ANY));
    RecordFront front =
        RecordFront.of(manifest.tag(), samples, header, signal.payload().duplicate());
    try {
      FileChannel channel = segment();
      long begin = end;
      write(channel, front.encode());
      write(channel, signal.payload().duplicate());
      long record = (long) front.units() * RecordFront.ALIGNMENT;
      write(channel, ByteBuffer.allocate((int) (begin + record - end)));
      pending.add(new IndexEntry(front.key(), front.tag(), begin, front.units()));
    } catch (IOException e) {
      giveBack();
      throw Disk.failure("write " + file, folder, e);
    }
  }

  /** Bytes that were appended and not forced. */
  public long pendingBytes() {
    return end - forced;
  }

  /**
   * Returns once all that was appended is on the medium.
   *
   * @throws DocentException when the disk does not take it
   */
  public void force() {
    FileChannel to = index;
    if (signals == null || to == null || pending.isEmpty()) {
      return;
    }
    try {
      signals.force(false);
      // The index may be lost without harm: it is made again from the records. So it is not forced.
      ByteBuffer entries = ByteBuffer.allocate(pending.size() * IndexEntry.BYTES);
      pending.forEach(entry -> entry.encodeTo(entries));
      entries.flip();
      while (entries.hasRemaining()) {
        to.write(entries);
      }
      if (forced == 0) {
        Disk.forceFolder(folder);
      }
    } catch (IOException e) {
      throw Disk.failure("write " + file, folder, e);
    }
    pending.clear();
    forced = end;
    if (end >= segmentBytes) {
      closeSegment();
    }
  }

  /** Forces what was appended, as far as that is possible. */
  @Override
  public void close() {
    try {
      force();
    } catch (DocentException e) {
      log.warn("{}", e.getMessage());
    }
    closeSegment();
  }

  private FileChannel segment() throws IOException {
    if (signals != null) {
      return signals;
    }
    SegmentName name = newName();
    file = folder.resolve(name.signals());
    FileChannel created = FileChannel.open(file, StandardOpenOption.WRITE);
    signals = created;
    index =
        FileChannel.open(
            folder.resolve(name.index()),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    end = 0;
    forced = 0;
    return created;
  }

  /** Makes the file of a name that nobody has, with a number above all that are there. */
  private SegmentName newName() throws IOException {
    int number =
        StoredSet.segmentNames(folder).stream().mapToInt(SegmentName::number).max().orElse(-1) + 1;
    while (true) {
      SegmentName name = new SegmentName(writer, number);
      try {
        Files.createFile(folder.resolve(name.signals()));
        return name;
      } catch (FileAlreadyExistsException e) {
        number++; // another writer of this name was faster
      }
    }
  }

  private void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      end += channel.write(bytes);
    }
  }

  /** Cuts off what was appended in vain, so that a full disk has room for other things again. */
  private void giveBack() {
    long whole = pending.isEmpty() ? forced : pending.get(pending.size() - 1).end();
    try {
      if (signals != null) {
        signals.truncate(whole).position(whole);
        end = whole;
      }
    } catch (IOException e) {
      log.warn("{} could not be cut back to {} bytes", file, whole, e);
    }
  }

  private void closeSegment() {
    for (FileChannel channel : new FileChannel[] {signals, index}) {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        log.warn("{} did not close", file, e);
      }
    }
    signals = null;
    index = null;
    pending.clear();
    end = 0;
    forced = 0;
  }
}
