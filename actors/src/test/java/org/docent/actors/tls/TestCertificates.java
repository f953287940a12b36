package org.docent.actors.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.docent.actors.bench.ThrowAwayAuthority;
import org.docent.protocol.settings.TlsSettings;

/** An authority, the certificates it signs and connections that show them. */
public final class TestCertificates {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final ThrowAwayAuthority authority;

  public TestCertificates(Path folder) {
    authority = new ThrowAwayAuthority(folder);
  }

  public TlsSettings sign(String name, String hosts, String... more) {
    return authority.sign(name, hosts, more);
  }

  /**
   * A connection by Java's own TLS, which looks at no host name.
   *
   * @param name whose certificate it shows; "" for none
   */
  public SSLSocket connect(Socket plain, String name, String version) throws IOException {
    try {
      KeyStore shown = KeyStore.getInstance("PKCS12");
      shown.load(null, PASSWORD);
      if (!name.isEmpty()) {
        KeyStore all = authority.keys();
        shown.setKeyEntry(
            name, all.getKey(name, PASSWORD), PASSWORD, all.getCertificateChain(name));
      }
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(shown, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] managers = name.isEmpty() ? new KeyManager[0] : keys.getKeyManagers();
      context.init(managers, trust().getTrustManagers(), null);
      SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true);
      socket.setEnabledProtocols(new String[] {version});
      return socket;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private TrustManagerFactory trust() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("ca", authority.keys().getCertificate("authority"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    return trust;
  }
}
