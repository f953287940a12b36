package org.docent.model.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.docent.model.distill.TeacherHead;
import org.docent.model.storage.Disk;
import org.docent.model.storage.IoReason;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.signal.HeadShape;

/**
 * A teacher's head in a store, one for all stages: {@code teacher-head-<digest>.bin} holds the
 * length of its shape, its shape, zeros up to {@link RecordFront#ALIGNMENT} and its weights.
 */
public final class HeadFile {

  private HeadFile() {}

  /**
   * Puts a head into a store, unless it is there.
   *
   * @param writer tells those apart that do so at the same time
   * @return SHA-256 of the file, by which it is found
   */
  public static String write(Path store, TeacherHead head, String writer) {
    ByteBuffer shape = new HeadShape(head.vocabulary(), head.width(), head.type()).encode();
    ByteBuffer front = ByteBuffer.allocate(RecordFront.ALIGNMENT);
    front.putInt(shape.remaining()).put(shape).clear();
    String digest = Sha256.of(front, head.weights());
    Path file = fileOf(store, digest);
    try {
      Files.createDirectories(store);
    } catch (IOException e) {
      throw Disk.failure("make " + store, store, e);
    }
    if (!Files.exists(file) || !Sha256.ofFile(file).equals(digest)) {
      SharedFile.write(
          file,
          writer,
          sink -> {
            sink.write(front);
            sink.write(head.weights().duplicate());
          });
    }
    return digest;
  }

  /**
   * Reads a head in place: processes of one machine share its pages.
   *
   * @throws DocentException when it is missing or damaged
   */
  public static TeacherHead read(Path store, String digest) {
    if (digest.isEmpty()) {
      throw DocentException.stop(
          store + " has no teacher's head, which its signals need: capture again, which writes it");
    }
    Path file = fileOf(store, digest);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      if (!Sha256.of(bytes).equals(digest)) {
        throw unusable(file, "its SHA-256 is not the manifest's");
      }
      HeadShape shape = HeadShape.decode(bytes.slice(Integer.BYTES, bytes.getInt(0)));
      ByteBuffer weights = bytes.position(RecordFront.ALIGNMENT).slice();
      return new TeacherHead(
          shape.vocabulary(), shape.width(), shape.type(), weights.order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException e) {
      throw unusable(file, IoReason.of(e));
    }
  }

  private static Path fileOf(Path store, String digest) {
    return store.resolve("teacher-head-" + digest.substring(0, 16) + ".bin");
  }

  private static DocentException unusable(Path file, String reason) {
    return DocentException.stop(
        "the teacher's head %s cannot be used: %s; capture again, which writes it anew"
            .formatted(file, reason));
  }
}
