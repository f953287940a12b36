package org.docent.actors.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.docent.protocol.settings.TlsSettings;

/** By what it is seen that a file was replaced or written again: as text, file by file. */
record FileStamps(List<String> each) {

  static FileStamps of(TlsSettings files) {
    return new FileStamps(
        Stream.of(files.certificate(), files.privateKey(), files.trustedCertificates())
            .map(FileStamps::of)
            .toList());
  }

  private static String of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.lastModifiedTime() + " " + found.size() + " " + found.fileKey();
    } catch (IOException e) {
      return "not there";
    }
  }
}
