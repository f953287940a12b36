package org.docent.actors.stream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.TlsSettings;

/**
 * TLS of both ends of the data plane: version 1.3 alone, each end shows a certificate, and a client
 * wants the server's to name the host it connects to.
 */
final class StreamTls {

  private static final String VERSION = "TLSv1.3";

  private final SslContext server;
  private final SslContext client;

  private StreamTls(SslContext server, SslContext client) {
    this.server = server;
    this.client = client;
  }

  /**
   * Reads the files.
   *
   * @throws DocentException when one cannot be used
   */
  static StreamTls load(TlsSettings files) {
    X509Certificate[] chain = PemFiles.certificates("certificate", files.certificate());
    PrivateKey key = PemFiles.privateKey("private-key", files.privateKey(), chain[0]);
    X509Certificate[] trusted =
        PemFiles.certificates("trusted-certificates", files.trustedCertificates());
    requireValidNow(files, chain[0]);
    try {
      return new StreamTls(
          built(SslContextBuilder.forServer(key, chain).clientAuth(ClientAuth.REQUIRE), trusted),
          built(SslContextBuilder.forClient().keyManager(key, chain), trusted));
    } catch (SSLException e) {
      throw DocentException.stop("stream.tls cannot be used: " + e.getMessage(), e);
    }
  }

  /** The server's end of a connection. */
  SslHandler accepting(ByteBufAllocator memory, Duration patience) {
    return patient(server.newHandler(memory), patience);
  }

  /** The client's end of a connection to that host, whose name is looked for. */
  SslHandler connecting(ByteBufAllocator memory, String host, int port, Duration patience) {
    SslHandler handler = client.newHandler(memory, host, port);
    SSLEngine engine = handler.engine();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return patient(handler, patience);
  }

  private static SslContext built(SslContextBuilder builder, X509Certificate[] trusted)
      throws SSLException {
    return builder.trustManager(trusted).protocols(VERSION).sslProvider(SslProvider.JDK).build();
  }

  private static SslHandler patient(SslHandler handler, Duration patience) {
    handler.setHandshakeTimeoutMillis(patience.toMillis());
    return handler;
  }

  private static void requireValidNow(TlsSettings files, X509Certificate certificate) {
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      throw DocentException.stop(
          "stream.tls.certificate: "
              + files.certificate()
              + " is valid from "
              + certificate.getNotBefore().toInstant()
              + " to "
              + certificate.getNotAfter().toInstant()
              + ", which is not now: have a new one made",
          e);
    }
  }
}
