package org.docent.model.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The chunks of a PNG that decide its pixels; all others are passed over. */
@SuppressWarnings("ArrayRecordComponent") // parsed once, read once, never compared
record PngChunks(PngHeader header, byte[] palette, byte[] compressed) {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  static boolean startsLikePng(byte[] file) {
    return file.length >= 8 && Arrays.equals(file, 0, 8, SIGNATURE, 0, 8);
  }

  static PngChunks parse(byte[] file) throws MalformedImageException {
    ByteBuffer in = ByteBuffer.wrap(file).position(SIGNATURE.length);
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(file.length);
    PngHeader header = null;
    byte[] palette = {};
    while (in.remaining() >= 12) {
      int length = in.getInt();
      String name = name(in);
      if (name.equals("IEND")) {
        break;
      }
      ByteBuffer data = body(in, name, length);
      switch (name) {
        case "IHDR" -> header = PngHeader.parse(data);
        case "PLTE" -> palette = bytes(data);
        case "IDAT" -> compressed.writeBytes(bytes(data));
        default -> {}
      }
    }
    return checked(header, palette, compressed.toByteArray());
  }

  private static PngChunks checked(@Nullable PngHeader header, byte[] palette, byte[] compressed)
      throws MalformedImageException {
    if (header == null) {
      throw new MalformedImageException("it has no header chunk");
    }
    if (header.colourType() == PngHeader.PALETTE && palette.length == 0) {
      throw new MalformedImageException("it has palette pixels but no palette");
    }
    return new PngChunks(header, palette, compressed);
  }

  private static String name(ByteBuffer in) {
    byte[] name = new byte[4];
    in.get(name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  /** The chunk's data; the checksum counts only where the pixels depend on it. */
  private static ByteBuffer body(ByteBuffer in, String name, int length)
      throws MalformedImageException {
    if (length < 0 || length > in.remaining() - 4) {
      throw new MalformedImageException(
          "the file is truncated: its " + name + " chunk claims " + length + " bytes");
    }
    ByteBuffer data = in.slice(in.position(), length);
    CRC32 crc = new CRC32();
    crc.update(in.duplicate().position(in.position() - 4).limit(in.position() + length));
    in.position(in.position() + length);
    boolean critical = Character.isUpperCase(name.charAt(0));
    if (in.getInt() != (int) crc.getValue() && critical) {
      throw new MalformedImageException("the checksum of its " + name + " chunk does not match");
    }
    return data;
  }

  private static byte[] bytes(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return bytes;
  }
}
