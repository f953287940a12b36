package org.docent.model.data;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocketFactory;
import org.docent.protocol.failure.DocentException;

/**
 * Fetches an image over http or https, with limits. A host's name is resolved once, every address
 * it has must be allowed, and the connection goes to one of those and nowhere else, so a name that
 * resolves differently the next moment is of no use; the same for each redirect. Certificates are
 * checked against the name.
 */
public final class ImageDownload {

  private static final Limits LIMITS = new Limits(Duration.ofSeconds(30), 20_000_000, 5);

  private final AddressPolicy policy;
  private final Limits limits;
  private final SSLSocketFactory tls;

  /**
   * What a download may take.
   *
   * @param time for all of it, redirects included
   * @param bytes of the image
   * @param redirects that are followed
   */
  public record Limits(Duration time, int bytes, int redirects) {}

  /** Within 30 seconds, 20 MB and five redirects, from hosts that the platform trusts. */
  public ImageDownload(AddressPolicy policy) {
    this(policy, LIMITS, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /**
   * A download.
   *
   * @param tls makes the connections of https; the host's name is checked in any case
   */
  public ImageDownload(AddressPolicy policy, Limits limits, SSLSocketFactory tls) {
    this.policy = policy;
    this.limits = limits;
    this.tls = tls;
  }

  /** Whether this names an address rather than a file. */
  public static boolean isAddress(String fileOrAddress) {
    return fileOrAddress.toLowerCase(Locale.ROOT).matches("https?://.*");
  }

  /** The image of a file, or of an http or https address. */
  public EncodedImage open(String fileOrAddress) {
    return isAddress(fileOrAddress)
        ? fetch(fileOrAddress)
        : EncodedImage.of(Path.of(fileOrAddress));
  }

  /**
   * The image at {@code address}.
   *
   * @throws DocentException when it is refused, not there, too large or too slow
   */
  public EncodedImage fetch(String address) {
    try (HttpDeadline deadline = HttpDeadline.in(limits.time())) {
      URI uri = parsed(address);
      for (int redirects = 0; redirects <= limits.redirects(); redirects++) {
        HttpAnswer answer = ask(uri, deadline);
        if (answer.location() == null) {
          return new EncodedImage(address, answer.body());
        }
        uri = redirected(uri, answer.location());
      }
      throw new IOException("it is redirected more than " + limits.redirects() + " times");
    } catch (IOException e) {
      throw DocentException.skip(
          "The image "
              + address
              + " cannot be fetched: "
              + (e.getMessage() == null ? e : e.getMessage())
              + "; check the address, or give the image as a file.",
          e);
    }
  }

  private HttpAnswer ask(URI uri, HttpDeadline deadline) throws IOException {
    return new HttpRequest(uri, allowed(uri.getHost()), limits.bytes(), deadline).send(tls);
  }

  private List<InetAddress> allowed(String host) throws IOException {
    List<InetAddress> addresses;
    try {
      addresses = List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      throw new IOException("there is no host " + host, e);
    }
    for (InetAddress address : addresses) {
      if (!policy.allows(address)) {
        throw new IOException("its host " + host + " is not in the public network");
      }
    }
    return addresses;
  }

  private static URI redirected(URI from, String location) throws IOException {
    URI to = parsed(from.resolve(parsedReference(location)).toString());
    if (from.getScheme().equalsIgnoreCase("https") && !to.getScheme().equalsIgnoreCase("https")) {
      throw new IOException("it is redirected from https to http");
    }
    return to;
  }

  private static URI parsedReference(String location) throws IOException {
    try {
      return new URI(location);
    } catch (URISyntaxException e) {
      throw new IOException("it is redirected to what is no address", e);
    }
  }

  private static URI parsed(String address) throws IOException {
    try {
      URI uri = new URI(address);
      boolean http = isAddress(address) && uri.getHost() != null;
      if (!http || uri.getRawUserInfo() != null || uri.getPort() == 0 || uri.getPort() > 65535) {
        throw new IOException("it is no address of the form http(s)://host[:port]/path");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IOException("it is no valid address (" + e.getReason() + ")", e);
    }
  }
}
