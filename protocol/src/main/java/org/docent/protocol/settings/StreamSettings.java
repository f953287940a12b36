package org.docent.protocol.settings;

import org.jspecify.annotations.Nullable;

/**
 * The data plane.
 *
 * @param host address on which teachers serve signals; empty for the node's own
 * @param port 0 for any free one
 * @param chunkBytes payload of one chunk
 * @param creditMicroBatches signals a student may have outstanding
 * @param maxOutstandingBytes bytes these may have together, a single one excepted
 * @param tls null for none
 */
public record StreamSettings(
    String host,
    int port,
    int chunkBytes,
    int creditMicroBatches,
    long maxOutstandingBytes,
    @Nullable TlsSettings tls) {

  public StreamSettings {
    Rules.requirePort("port", port);
    Rules.require(
        chunkBytes >= 1024 && chunkBytes <= 64 << 20,
        "chunk-bytes",
        chunkBytes,
        "between 1 KiB and 64 MiB");
    Rules.requireAtLeast(1, "credit-micro-batches", creditMicroBatches);
    Rules.require(
        maxOutstandingBytes >= 1, "max-outstanding-bytes", maxOutstandingBytes, "at least 1");
  }

  /** A data plane without TLS. */
  public StreamSettings(
      String host, int port, int chunkBytes, int creditMicroBatches, long maxOutstandingBytes) {
    this(host, port, chunkBytes, creditMicroBatches, maxOutstandingBytes, null);
  }
}
