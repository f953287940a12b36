package org.docent.model.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One GET of HTTP/1.1 to given addresses. Our own because the platform's clients resolve names
 * themselves, a second time after they were checked. It asks for a closed connection and no
 * compression, and reads no more than it has to.
 */
final class HttpRequest {

  private static final int MOST_HEADER_BYTES = 32_768;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final URI uri;
  private final List<InetAddress> addresses;
  private final int mostBytes;
  private final HttpDeadline deadline;
  private int headerBytes;

  HttpRequest(URI uri, List<InetAddress> addresses, int mostBytes, HttpDeadline deadline) {
    this.uri = uri;
    this.addresses = addresses;
    this.mostBytes = mostBytes;
    this.deadline = deadline;
  }

  /** Asks the first of the addresses that takes a connection. */
  HttpAnswer send(SSLSocketFactory tls) throws IOException {
    IOException failure = new IOException("its host has no address");
    for (InetAddress address : addresses) {
      try (Socket socket = new Socket(Proxy.NO_PROXY)) {
        deadline.guard(socket);
        try {
          socket.connect(new InetSocketAddress(address, port()), deadline.millis());
        } catch (IOException e) {
          failure = new IOException("there is no connection to its host: " + e.getMessage(), e);
          deadline.requireTime(failure);
          continue;
        }
        return ask(isSecure() ? secured(socket, tls) : socket);
      } catch (IOException e) {
        deadline.requireTime(e);
        throw e;
      }
    }
    throw failure;
  }

  private HttpAnswer ask(Socket socket) throws IOException {
    socket.getOutputStream().write(text().getBytes(ISO_8859_1));
    InputStream in = new BufferedInputStream(socket.getInputStream());
    int status = status(in);
    Map<String, String> headers = headers(in);
    while (status >= 100 && status < 200) {
      status = status(in);
      headers = headers(in);
    }
    if (REDIRECTS.contains(status)) {
      return new HttpAnswer(header(headers, "location"), new byte[0]);
    }
    if (status != 200) {
      throw new IOException("its host answers with status " + status);
    }
    String encoding = headers.getOrDefault("content-encoding", "identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw new IOException("its host compresses it (" + encoding + ")");
    }
    return new HttpAnswer(null, body(in, headers));
  }

  private static String header(Map<String, String> headers, String name) throws IOException {
    String value = headers.get(name);
    if (value == null) {
      throw new IOException("its host answers without " + name);
    }
    return value;
  }

  private boolean isSecure() {
    return uri.getScheme().equalsIgnoreCase("https");
  }

  private int port() {
    return uri.getPort() > 0 ? uri.getPort() : isSecure() ? 443 : 80;
  }

  private Socket secured(Socket plain, SSLSocketFactory tls) throws IOException {
    SSLSocket socket = (SSLSocket) tls.createSocket(plain, uri.getHost(), port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private String text() {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String host = uri.getPort() > 0 ? uri.getHost() + ":" + uri.getPort() : uri.getHost();
    return "GET "
        + URI.create(path + query).toASCIIString()
        + " HTTP/1.1\r\nHost: "
        + host
        + "\r\nUser-Agent: docent\r\nAccept: image/*, */*\r\nAccept-Encoding: identity\r\n"
        + "Connection: close\r\n\r\n";
  }

  private int status(InputStream in) throws IOException {
    String line = line(in);
    if (!line.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
      throw new IOException("its host does not speak HTTP/1.1");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new EOFException("its host ends the connection early");
      }
      if (++headerBytes > MOST_HEADER_BYTES) {
        throw new IOException("its host sends more than " + MOST_HEADER_BYTES + " header bytes");
      }
      line.append((char) read);
    }
    return line.toString().strip();
  }

  private byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return chunks(in);
    }
    String length = headers.get("content-length");
    if (length == null) {
      byte[] all = in.readNBytes(mostBytes + 1);
      requireNotMore(all.length);
      return all;
    }
    return exactly(in, number(length, 10));
  }

  private byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      headerBytes = 0;
      int size = number(line(in).replaceFirst(";.*", "").strip(), 16);
      if (size == 0) {
        return all.toByteArray();
      }
      requireNotMore((long) all.size() + size);
      all.write(exactly(in, size));
      line(in);
    }
  }

  private byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("its host ends the connection early");
    }
    return bytes;
  }

  private int number(String digits, int radix) throws IOException {
    if (!digits.matches("[0-9a-fA-F]{1,15}")) {
      throw new IOException("its host says a length that is no number");
    }
    long number = Long.parseLong(digits, radix);
    requireNotMore(number);
    return (int) number;
  }

  private void requireNotMore(long bytes) throws IOException {
    if (bytes > mostBytes) {
      throw new IOException("it is larger than " + mostBytes + " bytes");
    }
  }
}
