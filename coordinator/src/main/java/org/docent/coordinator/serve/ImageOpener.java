package org.docent.coordinator.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.Locale;
import javax.net.ssl.SSLSocketFactory;
import org.docent.model.data.AddressPolicy;
import org.docent.model.data.EncodedImage;
import org.docent.model.data.ImageDownload;
import org.docent.protocol.failure.DocentException;

/** Opens what an {@code image_url} names: a base64 data URL or an http(s) address. */
final class ImageOpener {

  private static final int MOST_ADDRESS = 2048;
  private static final int MOST_DATA_HEAD = 128;
  private static final String FORMS =
      "a data URL such as data:image/png;base64,… or an http(s) address";

  private final ImageDownload download;

  ImageOpener(AddressPolicy addresses) {
    this.download =
        new ImageDownload(
            addresses, ServeSettings.FETCH, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /** Whether opening it waits for another host. */
  static boolean isRemote(ImageReference image) {
    return ImageDownload.isAddress(start(image.url()));
  }

  private static String start(String url) {
    return url.substring(0, Math.min(url.length(), MOST_DATA_HEAD));
  }

  /** Its bytes, of which nothing is decoded. */
  EncodedImage open(ImageReference image) {
    EncodedImage opened = isRemote(image) ? fetched(image) : embedded(image);
    if (isTiff(opened.bytes())) {
      throw ApiError.field(
          image.param(),
          image.param() + " is a TIFF, must be a PNG, JPEG, WebP, GIF or BMP image.");
    }
    return opened;
  }

  private EncodedImage fetched(ImageReference image) {
    if (image.url().length() > MOST_ADDRESS) {
      throw ApiError.field(
          image.param(),
          "%s is an address of %d characters, must have at most %d."
              .formatted(image.param(), image.url().length(), MOST_ADDRESS));
    }
    try {
      return download.fetch(image.url());
    } catch (DocentException e) {
      throw ApiError.field(image.param(), String.valueOf(e.getMessage()));
    }
  }

  private static EncodedImage embedded(ImageReference image) {
    String start = start(image.url());
    int comma = start.indexOf(',');
    String head = comma < 0 ? "" : start.substring(0, comma).toLowerCase(Locale.ROOT);
    if (!head.startsWith("data:image/") || !head.endsWith(";base64")) {
      throw ApiError.field(
          image.param(),
          "%s is \"%s\", must be %s.".formatted(image.param(), ApiError.shown(image.url()), FORMS));
    }
    byte[] digits = image.url().substring(comma + 1).getBytes(ISO_8859_1);
    if (digits.length % 4 != 0) {
      throw ApiError.field(
          image.param(),
          "%s has %d base64 characters, must have a multiple of four: it is truncated or not padded."
              .formatted(image.param(), digits.length));
    }
    try {
      return new EncodedImage(image.param(), Base64.getDecoder().decode(digits));
    } catch (IllegalArgumentException e) {
      throw ApiError.field(
          image.param(),
          image.param() + " is no base64 (" + e.getMessage() + "); encode the image's file anew.");
    }
  }

  /** Its tiles may claim any size, whatever its header says. */
  private static boolean isTiff(byte[] file) {
    return file.length >= 4
        && ((file[0] == 'I' && file[1] == 'I') || (file[0] == 'M' && file[1] == 'M'))
        && (file[2] == 0 || file[3] == 0);
  }
}
