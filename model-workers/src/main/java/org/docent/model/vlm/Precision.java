package org.docent.model.vlm;

import ai.djl.Device;
import org.docent.model.compute.CpuFeatures;
import org.docent.protocol.settings.Dtype;
import org.docent.protocol.settings.PrecisionSettings;

/**
 * In which types a model is held and computed on its device.
 *
 * @param frozen of matrices that never change; what trains is float32
 * @param products in which matrices are multiplied; everything else is computed in float32
 */
public record Precision(Dtype frozen, Dtype products) {

  /** Everything in float32. */
  public static final Precision FLOAT32 = new Precision(Dtype.FLOAT32, Dtype.FLOAT32);

  /**
   * What settings mean on a device. Where they leave the products open, a CPU without units for
   * bf16 multiplies in float32, which is several times faster there and more exact.
   */
  public static Precision of(PrecisionSettings settings, Device device) {
    Dtype products = settings.computeDtype();
    if (products == null) {
      boolean multiplies = device.isGpu() || CpuFeatures.multiplyBf16();
      products = multiplies ? settings.dtype() : Dtype.FLOAT32;
    }
    return new Precision(settings.dtype(), products);
  }
}
