package org.docent.protocol.settings;

/**
 * Where a model computes.
 *
 * @param device {@code cpu}, {@code cuda} or {@code cuda:0}
 * @param threads intra-op threads of the process
 */
public record DeviceSettings(String device, int threads) {

  public DeviceSettings {
    Rules.require(device.matches("cpu|cuda(:[0-9]+)?"), "device", device, "cpu, cuda or cuda:N");
    Rules.requireAtLeast(1, "threads", threads);
  }
}
