package org.docent.actors.node;

import java.util.List;
import org.docent.actors.tls.Tls;
import org.jspecify.annotations.Nullable;

/**
 * Where a node stands.
 *
 * @param host name or address it binds and is known by
 * @param port TCP port of the control plane, 0 for any free one
 * @param seeds nodes to join as {@code host:port}; none to begin a cluster of its own
 * @param ownsProcess whether the process ends with the node and the node with the process;
 *     otherwise whoever started the node ends it
 * @param tls of both planes; null for none
 */
public record NodeSettings(
    NodeRole role,
    String host,
    int port,
    List<String> seeds,
    boolean ownsProcess,
    @Nullable Tls tls) {

  /** A node without TLS. */
  public NodeSettings(
      NodeRole role, String host, int port, List<String> seeds, boolean ownsProcess) {
    this(role, host, port, seeds, ownsProcess, null);
  }

  public NodeSettings {
    seeds = List.copyOf(seeds);
    if (host.isBlank()) {
      throw new IllegalArgumentException("host of the node is blank");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port of the node is " + port + ", must be 0 to 65535");
    }
    for (String seed : seeds) {
      if (!seed.matches("\\S+:\\d{1,5}") || !isPort(seed.substring(seed.lastIndexOf(':') + 1))) {
        throw new IllegalArgumentException("node to join is \"" + seed + "\", must be HOST:PORT");
      }
    }
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= 65_535;
  }
}
