package org.docent.protocol.settings;

/**
 * The data plane.
 *
 * @param host address on which teachers serve signals; empty for the node's own
 * @param port 0 for any free one
 * @param chunkBytes payload of one chunk
 * @param creditMicroBatches signals a student may have outstanding
 */
public record StreamSettings(String host, int port, int chunkBytes, int creditMicroBatches) {

  public StreamSettings {
    if (chunkBytes < 1024 || chunkBytes > 64 << 20) {
      throw new IllegalArgumentException(
          "stream.chunk-bytes is " + chunkBytes + ", must lie between 1 KiB and 64 MiB");
    }
    if (creditMicroBatches < 1) {
      throw new IllegalArgumentException(
          "stream.credit-micro-batches is " + creditMicroBatches + ", must be at least 1");
    }
  }
}
