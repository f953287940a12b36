package org.docent.model.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import org.docent.protocol.failure.DocentException;

/** The entries of a zip file of torch.save, which are stored and not compressed. */
final class ZipEntries {

  private static final int LOCAL_MARK = 0x04034b50;
  private static final int LOCAL_BYTES = 30;

  /** The first two bytes of a pickle, with which files began before they were zip files. */
  private static final int BARE_PICKLE = 0x0280;

  private final FileBytes bytes;
  private final SortedMap<String, ZipEntry> entries;

  private ZipEntries(FileBytes bytes, SortedMap<String, ZipEntry> entries) {
    this.bytes = bytes;
    this.entries = entries;
  }

  /** Reads the directory of {@code file}; any fault is a {@link DocentException}. */
  static ZipEntries read(Path file, FileChannel channel) throws IOException {
    FileBytes bytes = new FileBytes(file, channel);
    int mark = bytes.read(0, Integer.BYTES).getInt();
    if ((mark & 0xffff) == BARE_PICKLE) {
      throw DocentException.stop(
          file
              + ": this is the format of PyTorch before 1.6, which is not read; torch.load it where you trust it and save it as safetensors, or with torch.save of today");
    }
    if (mark != LOCAL_MARK) {
      throw DocentException.stop(
          file
              + ": this is no zip file of torch.save, maybe a page or a Git LFS pointer; fetch the weights themselves");
    }
    return new ZipEntries(bytes, new ZipDirectory(bytes).read());
  }

  Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  long bytes(String name) {
    return entry(name).bytes();
  }

  /** Where the content of an entry begins in the file, all of which is there. */
  long begin(String name) throws IOException {
    ZipEntry entry = entry(name);
    ByteBuffer header = bytes.read(entry.header(), LOCAL_BYTES);
    if (header.getInt(0) != LOCAL_MARK) {
      throw bytes.fault(
          "a zip entry is said to begin at byte %d and does not".formatted(entry.header()));
    }
    int nameAndExtra = (header.getShort(26) & 0xffff) + (header.getShort(28) & 0xffff);
    long begin = entry.header() + LOCAL_BYTES + nameAndExtra;
    bytes.require(begin, entry.bytes());
    return begin;
  }

  /** All of an entry that has at most so many bytes. */
  ByteBuffer content(String name, long most) throws IOException {
    long length = bytes(name);
    if (length < 0 || length > most) {
      throw bytes.fault(
          "a description in it has %s bytes, at most %d are read"
              .formatted(Long.toUnsignedString(length), most));
    }
    return bytes.read(begin(name), (int) length);
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("there is no entry " + name);
    }
    if (!entry.stored()) {
      throw bytes.fault("its zip entries are compressed or encrypted, torch.save stores them");
    }
    return entry;
  }
}
