package org.docent.model.data;

import java.io.IOException;

/**
 * What is wrong with an image's bytes, as the end of a sentence that {@link ImageReader} begins.
 */
final class MalformedImageException extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedImageException(String reason) {
    super(reason);
  }

  MalformedImageException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
