package org.docent.actors.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.TlsSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of both planes: version 1.3 alone, each end shows a certificate, and who connects wants the
 * other's to name the host it connects to. Files that were replaced are read again for the
 * connections to come; those that are open stay.
 */
public final class Tls {

  private static final Logger log = LoggerFactory.getLogger(Tls.class);

  private final TlsSettings files;
  private final Set<String> hosts = new ConcurrentSkipListSet<>();
  private volatile Loaded loaded;
  private @Nullable FileStamps useless;

  private Tls(TlsSettings files, Loaded loaded) {
    this.files = files;
    this.loaded = loaded;
  }

  private record Loaded(FileStamps stamps, Identity identity) {}

  /**
   * Reads the files.
   *
   * @throws DocentException when one cannot be used
   */
  public static Tls load(TlsSettings files) {
    return new Tls(files, read(files));
  }

  /** The same; null of null. */
  public static @Nullable Tls loadIfSet(@Nullable TlsSettings files) {
    return files == null ? null : load(files);
  }

  /**
   * Makes sure that others who reach this machine as {@code host} will take its certificate, now
   * and after it was replaced.
   *
   * @throws DocentException when they will not
   */
  public void requireGoodFor(String host) {
    loaded.identity.requireGoodFor(host);
    hosts.add(host);
  }

  /** The end of a connection that another opened. */
  public SSLEngine accepting() {
    return current().accepting();
  }

  /** The end of a connection to that host, whose name is looked for. */
  public SSLEngine connecting(String host, int port) {
    return current().connecting(host, port);
  }

  /** The same over a socket that is connected to that host already. */
  public SSLSocket connecting(Socket connected, String host) throws IOException {
    return current().connecting(connected, host);
  }

  /** How a connection with TLS begins, for who wants to know whether another has it. */
  public static byte[] greeting() throws SSLException {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(true);
      ByteBuffer greeting = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), greeting);
      return Arrays.copyOf(greeting.array(), greeting.position());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no TLS", e);
    }
  }

  private Identity current() {
    FileStamps now = FileStamps.of(files);
    return now.equals(loaded.stamps) ? loaded.identity : renewed(now);
  }

  /** Half-written or wrong files leave the ones before in use. */
  private synchronized Identity renewed(FileStamps now) {
    if (now.equals(loaded.stamps) || now.equals(useless)) {
      return loaded.identity;
    }
    try {
      Loaded next = read(files);
      hosts.forEach(next.identity::requireGoodFor);
      loaded = next;
      log.info("new TLS files are in use: {}", next.identity);
    } catch (DocentException e) {
      useless = now;
      log.warn("new TLS files are not used, those before stay in use: {}", e.getMessage());
    }
    return loaded.identity;
  }

  /** Stamps come first: what changes while it is read is read again. */
  private static Loaded read(TlsSettings files) {
    FileStamps stamps = FileStamps.of(files);
    return new Loaded(stamps, Identity.read(files));
  }
}
