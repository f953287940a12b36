package org.docent.model.data;

import java.nio.ByteBuffer;

/** How large an encoded image says it is, in pixels. */
record ImageSize(int width, int height) {

  /** Where a PNG's first chunk, which is its header, has the size. */
  private static final int PNG_SIZE = 16;

  /** Reads the header alone. */
  static ImageSize of(byte[] file) throws MalformedImageException {
    if (file.length == 0) {
      throw new MalformedImageException("the file is empty");
    }
    if (PngChunks.startsLikePng(file) && file.length >= PNG_SIZE + 2 * Integer.BYTES) {
      ByteBuffer bytes = ByteBuffer.wrap(file, PNG_SIZE, 2 * Integer.BYTES);
      return new ImageSize(bytes.getInt(), bytes.getInt());
    }
    if (JpegDecoder.startsLikeJpeg(file)) {
      JpegHeader header = JpegHeader.parse(file);
      return new ImageSize(header.width(), header.height());
    }
    return ImageIoDecoder.size(file);
  }

  long pixels() {
    return (long) width * height;
  }
}
