package org.docent.coordinator.serve;

import java.time.Duration;

/**
 * What requests may take.
 *
 * @param bodyBytes of a request
 * @param heldBytes of all requests that are on their way in or being read
 * @param imagePixels of an image that is decoded
 * @param positions of a prompt and its answer together; the model's own are the most in any case
 * @param time within which a request must have come, counted from its head, and within which the
 *     head must come
 */
public record RequestLimits(
    long bodyBytes, long heldBytes, long imagePixels, int positions, Duration time) {

  public RequestLimits {
    long most = Math.min(heldBytes, Integer.MAX_VALUE / 4);
    if (bodyBytes < 1 || bodyBytes > most) {
      throw new IllegalArgumentException(
          "max-body is %d bytes, must be from 1 to %d".formatted(bodyBytes, most));
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
