package org.docent.actors.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Java's own checks of a certificate; what one that fails has wrong is said with its owner. */
final class PeerTrust extends X509ExtendedTrustManager {

  /** How every refusal begins. */
  static final String ITS = "its certificate, of ";

  private static final List<String> KINDS =
      List.of("other", "email", "DNS", "x400", "directory", "edi", "URI", "IP", "OID");

  private final X509ExtendedTrustManager checks;

  PeerTrust(X509ExtendedTrustManager checks) {
    this.checks = checks;
  }

  private interface Check {
    void run() throws CertificateException;
  }

  private static void check(X509Certificate[] chain, Check check) throws CertificateException {
    try {
      check.run();
    } catch (CertificateException e) {
      X509Certificate own = chain[0];
      String owner = own.getSubjectX500Principal().getName();
      throw new CertificateException(ITS + owner + ", " + wrongWith(chain, e), e);
    }
  }

  private static String wrongWith(X509Certificate[] chain, CertificateException e) {
    String said = String.valueOf(e.getMessage());
    for (X509Certificate each : chain) {
      try {
        each.checkValidity();
      } catch (CertificateException notNow) {
        return "is valid from %s to %s, which is not now: have a new one made, or set the clock"
            .formatted(each.getNotBefore().toInstant(), each.getNotAfter().toInstant());
      }
    }
    if (said.contains("subject alternative") || said.contains("No name matching")) {
      return "names %s and not this host (%s)".formatted(names(chain[0]), said);
    }
    if (said.contains("does not chain") || said.contains("unable to find valid")) {
      return "is of no authority in tls.trusted-certificates, nor do those it comes with lead to one";
    }
    return "cannot be used (" + said + ")";
  }

  private static String names(X509Certificate certificate) {
    try {
      Collection<List<?>> found = certificate.getSubjectAlternativeNames();
      return found == null
          ? "none as subjectAltName"
          : found.stream()
              .map(name -> KINDS.get((Integer) name.get(0)) + ":" + name.get(1))
              .collect(Collectors.joining(", "));
    } catch (CertificateParsingException e) {
      return "some that cannot be read";
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keys) throws CertificateException {
    check(chain, () -> checks.checkClientTrusted(chain, keys));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keys) throws CertificateException {
    check(chain, () -> checks.checkServerTrusted(chain, keys));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keys, @Nullable Socket socket)
      throws CertificateException {
    check(chain, () -> checks.checkClientTrusted(chain, keys, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keys, @Nullable Socket socket)
      throws CertificateException {
    check(chain, () -> checks.checkServerTrusted(chain, keys, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keys, @Nullable SSLEngine engine)
      throws CertificateException {
    check(chain, () -> checks.checkClientTrusted(chain, keys, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keys, @Nullable SSLEngine engine)
      throws CertificateException {
    check(chain, () -> checks.checkServerTrusted(chain, keys, engine));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return checks.getAcceptedIssuers();
  }
}
