package org.docent.model.data;

import java.net.Inet4Address;
import java.net.InetAddress;

/** To which addresses a download may connect. */
@FunctionalInterface
public interface AddressPolicy {

  /** Whatever a name resolves to: for a person's own command. */
  AddressPolicy ANY = address -> true;

  /**
   * Only addresses of the public network: for a service that fetches what strangers name. Left out
   * are this host, private and shared ranges, link-local addresses (cloud metadata among them),
   * multicast, reserved ranges, and IPv6 addresses that stand for an IPv4 one.
   */
  AddressPolicy PUBLIC = AddressPolicy::isPublic;

  /** Whether {@code address} may be connected to. */
  boolean allows(InetAddress address);

  private static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    if (address instanceof Inet4Address) {
      boolean shared = first == 100 && second >= 64 && second < 128;
      boolean assigned = first == 192 && second == 0 && third == 0;
      boolean measuring = first == 198 && (second == 18 || second == 19);
      return first != 0 && first < 240 && !shared && !assigned && !measuring;
    }
    boolean global = first >= 0x20 && first < 0x40; // 2000::/3, all that is assigned
    boolean embedsIpv4 = first == 0x20 && (second == 0x02 || (second == 0x01 && third == 0));
    return global && !embedsIpv4;
  }
}
