package org.docent.model.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.docent.model.storage.Disk;
import org.docent.model.storage.DurableFile;

/** A file that several processes may write at once, each of them whole: the last one stays. */
final class SharedFile {

  private SharedFile() {}

  /**
   * Writes {@code target}.
   *
   * @param writer no other process that may write at this time has the same
   */
  static void write(Path target, String writer, DurableFile.Content content) {
    Path own = target.resolveSibling(target.getFileName() + "." + writer);
    DurableFile.write(own, content);
    try {
      Files.move(own, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Disk.forceFolder(target.toAbsolutePath().resolveSibling("."));
    } catch (IOException e) {
      throw Disk.failure("write " + target, target, e);
    }
  }
}
