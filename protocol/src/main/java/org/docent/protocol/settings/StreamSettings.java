package org.docent.protocol.settings;

/**
 * The data plane.
 *
 * @param host address on which teachers serve signals; empty for the node's own
 * @param port 0 for any free one
 * @param chunkBytes payload of one chunk
 * @param creditMicroBatches signals a student may have outstanding
 * @param maxOutstandingBytes bytes these may have together, a single one excepted
 */
public record StreamSettings(
    String host, int port, int chunkBytes, int creditMicroBatches, long maxOutstandingBytes) {

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
}
