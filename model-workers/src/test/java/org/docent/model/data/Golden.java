package org.docent.model.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The golden files of tests/golden/make_images.py and make_text.py. */
public final class Golden {

  private Golden() {}

  public static Path file(String name) {
    try {
      return Path.of(Golden.class.getResource("/golden/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static JsonNode json(String name) {
    try {
      return new ObjectMapper().readTree(Files.readAllBytes(file(name)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The integers of a JSON list. */
  public static long[] longs(JsonNode list) {
    long[] values = new long[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i).asLong();
    }
    return values;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The generator of make_images.py. */
  static PixelImage noise(int width, int height, int seed, String kind) {
    byte[] rgb = new byte[3 * width * height];
    long state = seed;
    for (int i = 0; i < rgb.length; i++) {
      state = (state * 1103515245L + 12345L) % (1L << 31);
      int level = (int) (state >> 16) & 255;
      rgb[i] = (byte) (kind.equals("steps") ? (level > 127 ? 255 : 0) : level);
    }
    return new PixelImage(width, height, rgb);
  }
}
