package org.docent.model.data;

/**
 * The size and components of a JPEG's frame and the hints about their colours, as far as libjpeg
 * uses them.
 */
record JpegHeader(int precision, int width, int height, int components, ColourSpace colours) {

  enum ColourSpace {
    GREY,
    RGB,
    YCC,
    CMYK,
    YCCK
  }

  static JpegHeader parse(byte[] file) throws MalformedImageException {
    boolean jfif = false;
    int adobe = -1;
    int frame = -1;
    int at = 2;
    while (at + 4 <= file.length) {
      if ((file[at] & 0xff) != 0xff || (file[at + 1] & 0xff) == 0xff) {
        at++;
        continue;
      }
      int marker = file[at + 1] & 0xff;
      if (marker == 0xda) {
        break;
      }
      if (standsAlone(marker)) {
        at += 2;
        continue;
      }
      if (isFrame(marker)) {
        frame = at + 4;
      } else if (marker == 0xe0 && says(file, at + 4, "JFIF\0")) {
        jfif = true;
      } else if (marker == 0xee && says(file, at + 4, "Adobe") && at + 15 < file.length) {
        adobe = file[at + 15] & 0xff;
      }
      at += 2 + sixteenBits(file, at + 2);
    }
    if (frame < 0 || frame + 6 > file.length) {
      throw new MalformedImageException("it is a JPEG without a frame header");
    }
    int components = file[frame + 5] & 0xff;
    if (frame + 6 + 3 * components > file.length) {
      throw new MalformedImageException("the file is truncated in its frame header");
    }
    return new JpegHeader(
        file[frame] & 0xff,
        sixteenBits(file, frame + 3),
        sixteenBits(file, frame + 1),
        components,
        colours(file, frame + 6, components, jfif, adobe));
  }

  private static int sixteenBits(byte[] file, int at) {
    return ((file[at] & 0xff) << 8) + (file[at + 1] & 0xff);
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static boolean standsAlone(int marker) {
    return marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd9);
  }

  private static boolean says(byte[] file, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (at + i >= file.length || file[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The rules of libjpeg's default_decompress_parms. */
  private static ColourSpace colours(byte[] file, int at, int count, boolean jfif, int adobe)
      throws MalformedImageException {
    boolean spellsRgb = count == 3 && file[at] == 'R' && file[at + 3] == 'G' && file[at + 6] == 'B';
    return switch (count) {
      case 1 -> ColourSpace.GREY;
      case 3 ->
          !jfif && (adobe == 0 || (adobe < 0 && spellsRgb)) ? ColourSpace.RGB : ColourSpace.YCC;
      case 4 -> adobe == 0 || adobe < 0 ? ColourSpace.CMYK : ColourSpace.YCCK;
      default ->
          throw new MalformedImageException(
              "a JPEG of " + count + " components is not supported; 1, 3 and 4 are");
    };
  }
}
