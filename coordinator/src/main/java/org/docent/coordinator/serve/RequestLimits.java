package org.docent.coordinator.serve;

/**
 * What a request may take.
 *
 * @param bodyBytes of a request
 * @param imagePixels of an image that is decoded
 * @param positions of a prompt and its answer together; the model's own are the most in any case
 */
public record RequestLimits(long bodyBytes, long imagePixels, int positions) {

  public RequestLimits {
    if (bodyBytes < 1 || bodyBytes > Integer.MAX_VALUE / 4) {
      throw new IllegalArgumentException(
          "max-body is " + bodyBytes + " bytes, must be from 1 to " + Integer.MAX_VALUE / 4);
    }
    if (imagePixels < 1) {
      throw new IllegalArgumentException(
          "max-image-pixels is " + imagePixels + ", must be at least 1");
    }
    if (positions < 2) {
      throw new IllegalArgumentException(
          "max-positions is " + positions + ", must be at least 2: a prompt's and an answer's");
    }
  }
}
