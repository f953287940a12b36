package org.docent.actors.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.TlsSettings;

/** What a machine shows others and whom it trusts, as read from its files once. */
final class Identity {

  private static final String[] VERSIONS = {"TLSv1.3"};

  /** A session that is taken up again is not checked again: not for longer than this. */
  private static final int SESSION_SECONDS = 300;

  private final Path file;
  private final X509Certificate certificate;
  private final SSLContext context;

  private Identity(Path file, X509Certificate certificate, SSLContext context) {
    this.file = file;
    this.certificate = certificate;
    this.context = context;
  }

  /**
   * Reads the files.
   *
   * @throws DocentException when one cannot be used
   */
  static Identity read(TlsSettings files) {
    X509Certificate[] chain = PemFiles.certificates("certificate", files.certificate());
    PrivateKey key = PemFiles.privateKey("private-key", files.privateKey(), chain[0]);
    X509Certificate[] trusted =
        PemFiles.certificates("trusted-certificates", files.trustedCertificates());
    requireValidNow(files.certificate(), chain[0]);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new OneKey(key, chain)},
          new TrustManager[] {new PeerTrust(trusting(trusted))},
          null);
      context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
      context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
      return new Identity(files.certificate(), chain[0], context);
    } catch (GeneralSecurityException | IOException e) {
      throw DocentException.stop("tls cannot be used: " + e.getMessage(), e);
    }
  }

  SSLEngine accepting() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(VERSIONS);
    parameters.setNeedClientAuth(true);
    engine.setSSLParameters(parameters);
    return engine;
  }

  SSLEngine connecting(String host, int port) {
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    engine.setSSLParameters(wantingTheName(engine.getSSLParameters()));
    return engine;
  }

  SSLSocket connecting(Socket connected, String host) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(connected, host, connected.getPort(), true);
    socket.setSSLParameters(wantingTheName(socket.getSSLParameters()));
    return socket;
  }

  private static SSLParameters wantingTheName(SSLParameters parameters) {
    parameters.setProtocols(VERSIONS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  /** Shakes hands with itself, as others that know this machine by that name will. */
  void requireGoodFor(String host) {
    try {
      OwnHandshake.between(connecting(host, 1), accepting());
    } catch (SSLException e) {
      throw DocentException.stop(
          "tls.certificate: %s is not one that others would take of %s: %s"
              .formatted(file, host, TlsFaults.of(e)),
          e);
    }
  }

  @Override
  public String toString() {
    return "certificate of %s, valid to %s"
        .formatted(
            certificate.getSubjectX500Principal().getName(), certificate.getNotAfter().toInstant());
  }

  private static X509ExtendedTrustManager trusting(X509Certificate[] authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < authorities.length; i++) {
      store.setCertificateEntry("authority-" + i, authorities[i]);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
  }

  private static void requireValidNow(Path file, X509Certificate certificate) {
    try {
      certificate.checkValidity();
    } catch (CertificateException e) {
      throw DocentException.stop(
          "tls.certificate: "
              + file
              + " is valid from "
              + certificate.getNotBefore().toInstant()
              + " to "
              + certificate.getNotAfter().toInstant()
              + ", which is not now: have a new one made",
          e);
    }
  }
}
