package org.docent.actors.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A handshake of two ends in memory: it tries on a machine's own what others will look at. */
final class OwnHandshake {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private OwnHandshake() {}

  /** Runs it until neither end has anything more to say; whichever refuses the other throws. */
  static void between(SSLEngine client, SSLEngine server) throws SSLException {
    ByteBuffer toServer = ByteBuffer.allocate(4 * client.getSession().getPacketBufferSize());
    ByteBuffer toClient = ByteBuffer.allocate(4 * client.getSession().getPacketBufferSize());
    client.beginHandshake();
    server.beginHandshake();
    boolean moved = true;
    while (moved) {
      moved = moves(client, toClient, toServer) || moves(server, toServer, toClient);
    }
  }

  /** One thing that an end has to do; whether there was any. */
  private static boolean moves(SSLEngine end, ByteBuffer in, ByteBuffer out) throws SSLException {
    while (end.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      end.getDelegatedTask().run();
    }
    if (end.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      return end.wrap(NOTHING, out).bytesProduced() > 0;
    }
    ByteBuffer read = ByteBuffer.allocate(end.getSession().getApplicationBufferSize());
    in.flip();
    SSLEngineResult result = end.unwrap(in, read);
    in.compact();
    return result.bytesConsumed() > 0;
  }
}
