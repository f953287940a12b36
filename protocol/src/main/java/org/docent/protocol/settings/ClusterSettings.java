package org.docent.protocol.settings;

/**
 * The control plane's addresses.
 *
 * @param host address a node binds and is known by
 * @param port 0 for any free one
 */
public record ClusterSettings(String host, int port) {

  public ClusterSettings {
    Rules.require(!host.isBlank(), "host", '"' + host + '"', "a name or an address");
    Rules.requirePort("port", port);
  }
}
