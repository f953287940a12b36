package org.docent.model.store;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The sets that one worker reads and writes, each opened once: what its reader finds damaged, its
 * writer knows to be missing. Safe for use by several threads.
 */
public final class StoredSets implements AutoCloseable {

  private final Map<Path, StoredSet> open = new HashMap<>();

  /** The set in a folder, opened when it is first asked for. */
  public synchronized StoredSet in(Path folder) {
    return open.computeIfAbsent(folder, StoredSet::open);
  }

  @Override
  public synchronized void close() {
    open.values().forEach(StoredSet::close);
    open.clear();
  }
}
