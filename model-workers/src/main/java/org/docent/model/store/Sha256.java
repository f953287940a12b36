package org.docent.model.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;

/** SHA-256 of bytes and files. */
public final class Sha256 {

  private static final int READ_BYTES = 1 << 20;

  private Sha256() {}

  static byte[] digest(ByteBuffer... pieces) {
    MessageDigest digest = instance();
    for (ByteBuffer piece : pieces) {
      digest.update(piece.duplicate());
    }
    return digest.digest();
  }

  /** The digest in hexadecimal. */
  public static String of(ByteBuffer... pieces) {
    return HexFormat.of().formatHex(digest(pieces));
  }

  /**
   * The digest of a file's content, in hexadecimal.
   *
   * @throws DocentException when it cannot be read
   */
  public static String ofFile(Path file) {
    MessageDigest digest = instance();
    byte[] buffer = new byte[READ_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (IOException e) {
      throw DocentException.stop("%s cannot be read: %s".formatted(file, IoReason.of(e)), e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest instance() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
