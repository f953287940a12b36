package org.docent.model.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A prepared image.
 *
 * @param name the image as its record names it
 * @param size side in pixels
 * @param chw normalised values, channel by channel, row by row
 * @param rgbResized the bytes behind them, pixel by pixel
 */
@SuppressWarnings("ArrayRecordComponent") // large, shared on purpose, never compared
public record ImageTensor(String name, int size, float[] chw, byte[] rgbResized) {

  public ImageTensor {
    if (chw.length != 3 * size * size || rgbResized.length != chw.length) {
      throw new IllegalArgumentException(
          "An image of side "
              + size
              + " has "
              + 3 * size * size
              + " values and bytes, not "
              + chw.length
              + " and "
              + rgbResized.length);
    }
  }

  /** SHA-256 of the resized RGB bytes, in hexadecimal. */
  public String rgbSha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(rgbResized));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Sum of the normalised values, in float64. */
  public double sum() {
    double sum = 0;
    for (float value : chw) {
      sum += value;
    }
    return sum;
  }

  /** Sum of the magnitudes of the normalised values, in float64. */
  public double absSum() {
    double sum = 0;
    for (float value : chw) {
      sum += Math.abs(value);
    }
    return sum;
  }
}
