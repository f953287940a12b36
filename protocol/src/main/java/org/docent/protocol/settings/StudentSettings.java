package org.docent.protocol.settings;

/**
 * The student and how its trainer runs.
 *
 * @param name the student's name in ids and logs
 * @param seed of its fresh connector
 * @param layout names and configuration of the saved model: {@code hf}, {@code tinyllava} or {@code
 *     tinyllava-split}
 */
public record StudentSettings(
    String name,
    long seed,
    ModelSettings model,
    DeviceSettings device,
    PrecisionSettings precision,
    String layout) {

  public StudentSettings {
    Rules.requireOneOf("layout", layout, "hf", "tinyllava", "tinyllava-split");
  }
}
