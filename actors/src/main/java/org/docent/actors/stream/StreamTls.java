package org.docent.actors.stream;

import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import org.docent.actors.tls.Tls;
import org.docent.protocol.signal.SignalLocation;

/** TLS as a part of a connection of the data plane. */
final class StreamTls {

  private StreamTls() {}

  /** The server's end of a connection, whose handshake has that long. */
  static SslHandler accepting(Tls tls, Duration patience) {
    return patient(tls.accepting(), patience);
  }

  /** The client's end of a connection there. */
  static SslHandler connecting(Tls tls, SignalLocation server, Duration patience) {
    return patient(tls.connecting(server.host(), server.port()), patience);
  }

  private static SslHandler patient(SSLEngine engine, Duration patience) {
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(patience.toMillis());
    return handler;
  }
}
