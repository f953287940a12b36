package org.docent.protocol.settings;

/**
 * The control plane's addresses.
 *
 * @param host address a node binds and is known by
 * @param port 0 for any free one
 * @param management where its coordinator's node tells machines how the run is
 */
public record ClusterSettings(String host, int port, ManagementSettings management) {

  public ClusterSettings {
    Rules.require(!host.isBlank(), "host", '"' + host + '"', "a name or an address");
    Rules.requirePort("port", port);
  }

  /** The same without a management endpoint. */
  public ClusterSettings(String host, int port) {
    this(host, port, ManagementSettings.NONE);
  }
}
