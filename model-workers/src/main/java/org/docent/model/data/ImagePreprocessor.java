package org.docent.model.data;

/**
 * What SigLIP's preprocessor does: square, bicubic resize, scale to 0..1 in float64 rounded once to
 * float32, then (x - 0.5) / 0.5 in float32; equal to transformers to the bit.
 *
 * @param size side of the encoder's input in pixels
 * @param order which pass of the resize comes first
 */
public record ImagePreprocessor(AspectRatio aspect, int size, PassOrder order) {

  /** The normalised value of each of the 256 levels. */
  private static final float[] NORMALISED = normalised();

  public ImagePreprocessor {
    if (size < 1) {
      throw new IllegalArgumentException("The image size must be at least 1, not " + size);
    }
  }

  /** Resizes as Pillow 13 does. */
  public ImagePreprocessor(AspectRatio aspect, int size) {
    this(aspect, size, PassOrder.AS_PILLOW_13);
  }

  private static float[] normalised() {
    float[] table = new float[256];
    for (int level = 0; level < table.length; level++) {
      table[level] = ((float) (level / 255.0) - 0.5f) / 0.5f;
    }
    return table;
  }

  /** Prepares {@code image}, to be known as {@code name}. */
  public ImageTensor prepare(String name, PixelImage image) {
    PixelImage resized = BicubicResize.resize(aspect.framed(image), size, size, order);
    int plane = size * size;
    float[] chw = new float[3 * plane];
    for (int pixel = 0; pixel < plane; pixel++) {
      for (int channel = 0; channel < 3; channel++) {
        chw[channel * plane + pixel] = NORMALISED[resized.rgb()[3 * pixel + channel] & 0xff];
      }
    }
    return new ImageTensor(name, size, chw, resized.rgb());
  }
}
