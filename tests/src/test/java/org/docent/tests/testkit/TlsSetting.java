package org.docent.tests.testkit;

import java.util.List;
import java.util.stream.Stream;
import org.docent.protocol.settings.TlsSettings;

/** A node's TLS as settings say it. */
public final class TlsSetting {

  private TlsSetting() {}

  /** {@code key=value} each. */
  public static List<String> of(TlsSettings tls) {
    return List.of(
        "tls.certificate=" + tls.certificate(),
        "tls.private-key=" + tls.privateKey(),
        "tls.trusted-certificates=" + tls.trustedCertificates());
  }

  /** What a command line has for that. */
  public static String[] options(TlsSettings tls) {
    return of(tls).stream().flatMap(one -> Stream.of("--set", one)).toArray(String[]::new);
  }
}
