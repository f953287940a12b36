package org.docent.coordinator.forecast;

import org.docent.protocol.encoding.SignalEncoding;

/**
 * A way to encode a stage's signals.
 *
 * @param configured whether the configuration names it
 */
public record Codec(String name, Fidelity fidelity, boolean configured, SignalEncoding encoding) {}
