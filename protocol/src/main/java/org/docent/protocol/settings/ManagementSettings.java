package org.docent.protocol.settings;

/**
 * Where a coordinator's node tells machines how its run is.
 *
 * @param host address it listens on
 * @param port 0 for any free one, {@value #OFF} for none at all
 */
public record ManagementSettings(String host, int port) {

  private static final int OFF = -1;

  public static final ManagementSettings NONE = new ManagementSettings("127.0.0.1", OFF);

  public ManagementSettings {
    Rules.require(!host.isBlank(), "host", '"' + host + '"', "a name or an address");
    if (port != OFF) {
      Rules.requirePort("port", port);
    }
  }

  /** Whether there is to be one. */
  public boolean wanted() {
    return port != OFF;
  }
}
