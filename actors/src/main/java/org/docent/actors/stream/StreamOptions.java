package org.docent.actors.stream;

import java.time.Duration;
import org.docent.actors.tls.Tls;
import org.docent.protocol.settings.StreamSettings;
import org.docent.protocol.signal.ChunkHeader;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of the data plane.
 *
 * @param chunkBytes bytes of a chunk that a server sends
 * @param maxPayloadBytes largest signal or head that a client takes; its memory is taken at once
 * @param pooledBytes memory for pulled signals that a client keeps for the next ones
 * @param maxConnections connections that a server keeps open at a time
 * @param idle silence after which an end gives a connection up
 * @param connect how long a client waits for a connection
 * @param retries how often a client goes on after a broken connection before it reports
 * @param retryAfter wait before the first of these; it grows with each
 * @param tls null for none
 */
public record StreamOptions(
    int chunkBytes,
    int maxPayloadBytes,
    long pooledBytes,
    int maxConnections,
    Duration idle,
    Duration connect,
    int retries,
    Duration retryAfter,
    @Nullable Tls tls) {

  public StreamOptions {
    if (chunkBytes < 1 || chunkBytes > ChunkHeader.MAX_CHUNK_BYTES) {
      throw new IllegalArgumentException(
          "chunk bytes is " + chunkBytes + ", must be 1 to " + ChunkHeader.MAX_CHUNK_BYTES);
    }
    if (maxPayloadBytes < 1 || pooledBytes < 0 || maxConnections < 1 || retries < 0) {
      throw new IllegalArgumentException(
          String.format(
              "payload of %d bytes, pool of %d, %d connections, %d retries: must be at least 1, 0, 1"
                  + " and 0",
              maxPayloadBytes, pooledBytes, maxConnections, retries));
    }
  }

  /** The configured chunks, and bounds that suit a local network. */
  public static StreamOptions of(StreamSettings settings, @Nullable Tls tls) {
    return new StreamOptions(
        settings.chunkBytes(),
        Integer.MAX_VALUE,
        settings.maxOutstandingBytes(),
        256,
        Duration.ofSeconds(15),
        Duration.ofSeconds(5),
        4,
        Duration.ofMillis(50),
        tls);
  }
}
