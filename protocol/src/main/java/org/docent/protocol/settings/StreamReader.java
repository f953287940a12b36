package org.docent.protocol.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The group {@code stream}. */
final class StreamReader {

  private static final List<String> TLS_KEYS =
      List.of("certificate", "private-key", "trusted-certificates");

  private StreamReader() {}

  static StreamSettings read(Section stream) {
    return stream.checked(
        () ->
            new StreamSettings(
                stream.text("host"),
                stream.integer("port"),
                stream.bytes("chunk-bytes"),
                stream.integer("credit-micro-batches"),
                stream.longBytes("max-outstanding-bytes"),
                tls(stream.group("tls"))));
  }

  private static @Nullable TlsSettings tls(Section tls) {
    List<String> given = TLS_KEYS.stream().filter(tls::has).toList();
    if (given.isEmpty()) {
      return null;
    }
    for (String key : TLS_KEYS) {
      if (!tls.has(key)) {
        throw tls.wrong(
            key,
            "a path since stream.tls." + given.get(0) + " is one: TLS takes all three or none");
      }
    }
    return new TlsSettings(
        tls.path("certificate"), tls.path("private-key"), tls.path("trusted-certificates"));
  }
}
