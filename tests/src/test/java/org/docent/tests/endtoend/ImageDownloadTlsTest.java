package org.docent.tests.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.docent.actors.bench.ThrowAwayAuthority;
import org.docent.model.data.AddressPolicy;
import org.docent.model.data.ImageDownload;
import org.docent.model.data.ImageDownload.Limits;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Images over https: the connection goes to a checked address, the certificate must be the name's.
 */
class ImageDownloadTlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(20), 1000, 3);

  private final ThrowAwayAuthority authority;

  ImageDownloadTlsTest(@TempDir Path folder) {
    authority = new ThrowAwayAuthority(folder);
  }

  @Test
  void readsFromAHostWhoseCertificateIsTrustedAndItsOwn() throws Exception {
    try (SSLServerSocket server = server("mine", "dns:localhost")) {
      assertThat(download(trusting()).fetch(address(server)).bytes()).hasSize(2);
    }
  }

  @Test
  void refusesACertificateOfAnotherHostOrOfNobodyTrusted() throws Exception {
    try (SSLServerSocket server = server("other", "dns:elsewhere.example")) {
      assertThatThrownBy(() -> download(trusting()).fetch(address(server)))
          .isInstanceOf(DocentException.class)
          .hasMessageContaining("localhost");
    }
    try (SSLServerSocket server = server("stranger", "dns:localhost")) {
      var platform = (SSLSocketFactory) SSLSocketFactory.getDefault();
      assertThatThrownBy(() -> download(platform).fetch(address(server)))
          .isInstanceOf(DocentException.class)
          .hasMessageContaining("unable to find valid certification path");
    }
  }

  private static ImageDownload download(SSLSocketFactory tls) {
    return new ImageDownload(AddressPolicy.ANY, LIMITS, tls);
  }

  private static String address(SSLServerSocket server) {
    return "https://localhost:" + server.getLocalPort() + "/x.png";
  }

  private SSLSocketFactory trusting() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("ca", authority.keys().getCertificate("authority"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  /** Answers one request with an image of two bytes. */
  private SSLServerSocket server(String name, String hosts) throws Exception {
    authority.sign(name, hosts);
    KeyStore shown = KeyStore.getInstance("PKCS12");
    shown.load(null, PASSWORD);
    KeyStore all = authority.keys();
    shown.setKeyEntry(name, all.getKey(name, PASSWORD), PASSWORD, all.getCertificateChain(name));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(shown, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    SSLServerSocket server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getByName("localhost"));
    Thread thread = new Thread(() -> serve(server), "https-" + name);
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private static void serve(SSLServerSocket server) {
    try (SSLSocket socket = (SSLSocket) server.accept()) {
      int ends = 0;
      while (ends < 2) { // a line that is empty
        int read = socket.getInputStream().read();
        ends = read == '\n' ? ends + 1 : read == '\r' ? ends : 0;
      }
      socket
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(ISO_8859_1));
    } catch (IOException e) {
      // The client has turned away.
    }
  }
}
