package org.docent.actors.node;

import akka.actor.ActorSystem;
import akka.actor.Cancellable;
import akka.remote.artery.tcp.SSLEngineProvider;
import akka.remote.artery.tcp.SSLEngineProviderSetup;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.docent.actors.stream.DroppedPeers;
import org.docent.actors.tls.Tls;
import org.docent.actors.tls.TlsFaults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * TLS of the control plane's connections, the same as the data plane's. Whether an end may be here
 * is settled by the handshake alone.
 */
final class ControlTls implements SSLEngineProvider {

  private static final Logger log = LoggerFactory.getLogger(ControlTls.class);

  private final Tls tls;
  private final DroppedPeers dropped;

  private ControlTls(Tls tls, DroppedPeers dropped) {
    this.tls = tls;
    this.dropped = dropped;
  }

  /** What has an actor system connect with TLS. */
  static SSLEngineProviderSetup setup(Tls tls) {
    return SSLEngineProviderSetup.create(
        system -> new ControlTls(tls, new DroppedPeers(log, task -> inAMinute(system, task))));
  }

  private static Runnable inAMinute(ActorSystem system, Runnable task) {
    Cancellable scheduled =
        system.scheduler().scheduleOnce(Duration.ofMinutes(1), task, system.dispatcher());
    return scheduled::cancel;
  }

  /** Akka tells here its own address, nothing of the peer. */
  @Override
  public SSLEngine createServerSSLEngine(String ownHost, int ownPort) {
    return new WatchedEngine(
        tls.accepting(), fault -> dropped.add("of the control plane", TlsFaults.of(fault)));
  }

  @Override
  public SSLEngine createClientSSLEngine(String host, int port) {
    return new WatchedEngine(
        tls.connecting(host, port), fault -> dropped.add(host + ":" + port, TlsFaults.of(fault)));
  }

  @Override
  public Option<Throwable> verifyClientSession(String host, SSLSession session) {
    return Option.empty();
  }

  @Override
  public Option<Throwable> verifyServerSession(String host, SSLSession session) {
    return Option.empty();
  }
}
