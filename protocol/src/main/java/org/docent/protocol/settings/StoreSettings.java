package org.docent.protocol.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where signals come from and where they are kept.
 *
 * @param path the store's folder; null for none
 * @param write whether signals that teachers computed during training are kept in the store
 */
public record StoreSettings(SignalOrigin origin, @Nullable Path path, boolean write) {

  /** Teachers alone, and nothing is kept. */
  public static final StoreSettings NONE = new StoreSettings(SignalOrigin.LIVE, null, false);

  public StoreSettings {
    if (path == null && (write || origin != SignalOrigin.LIVE)) {
      String why = write ? "store.write = true" : "signal-source = " + origin.key();
      throw new IllegalArgumentException(
          "store.path is not set, must be the folder of a store for " + why);
    }
    if (write && origin == SignalOrigin.STORE) {
      throw new IllegalArgumentException(
          "store.write is true, must be false where signal-source = store: nothing is computed");
    }
  }

  /** The folder of a store that is read or written. */
  public Path folder() {
    if (path == null) {
      throw new IllegalStateException("no store is configured");
    }
    return path;
  }

  /** The folder of one stage's signals. */
  public Path folderOf(StageSettings stage) {
    return folder().resolve(stage.name());
  }
}
