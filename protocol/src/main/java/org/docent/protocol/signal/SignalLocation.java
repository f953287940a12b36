package org.docent.protocol.signal;

/**
 * Where a teacher serves its signals.
 *
 * @param process identity of the serving process: the same one hands buffers over and touches no
 *     socket
 * @param host name or address to connect to
 * @param port TCP port
 */
public record SignalLocation(String process, String host, int port) {

  public SignalLocation {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("signal port is " + port + ", must be 0 to 65535");
    }
  }
}
