package org.docent.protocol.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The group {@code tls}. */
final class TlsReader {

  private static final List<String> KEYS =
      List.of("certificate", "private-key", "trusted-certificates");

  private TlsReader() {}

  static @Nullable TlsSettings read(Section tls) {
    List<String> given = KEYS.stream().filter(tls::has).toList();
    if (given.isEmpty()) {
      return null;
    }
    for (String key : KEYS) {
      if (!tls.has(key)) {
        throw tls.wrong(
            key, "a path since tls." + given.get(0) + " is one: TLS takes all three or none");
      }
    }
    return new TlsSettings(
        tls.path("certificate"), tls.path("private-key"), tls.path("trusted-certificates"));
  }
}
