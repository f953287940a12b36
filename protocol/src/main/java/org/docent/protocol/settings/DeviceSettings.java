package org.docent.protocol.settings;

/**
 * Where a model computes.
 *
 * @param device {@code cpu} or {@code cuda:0}
 * @param threads intra-op threads of the process
 */
public record DeviceSettings(String device, int threads) {

  public DeviceSettings {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
    }
  }
}
