package org.docent.actors.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.docent.actors.stream.DroppedPeers;
import org.docent.actors.testkit.LogLines;
import org.docent.actors.tls.TestCertificates;
import org.docent.actors.tls.Tls;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.TlsSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The control port of a cluster of two with TLS; after each test its members still talk. */
@Tag("cluster")
@Timeout(120)
class ControlTlsTest {

  private static final String HERE = "ip:127.0.0.1";

  @SuppressWarnings("NullAway.Init")
  private static TestCertificates ours;

  @SuppressWarnings("NullAway.Init")
  private static TlsSettings files;

  @SuppressWarnings("NullAway.Init")
  private static Tls good;

  @SuppressWarnings("NullAway.Init")
  private ActorSystem<Void> coordinator;

  @SuppressWarnings("NullAway.Init")
  private ActorSystem<Void> teacher;

  @SuppressWarnings("NullAway.Init")
  private LogLines log;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) {
    ours = new TestCertificates(folder);
    files = ours.sign("node", HERE);
    good = Tls.load(files);
  }

  @BeforeEach
  void twoNodesMeet() {
    coordinator = NodeSystem.start(node(NodeRole.COORDINATOR, List.of(), good), Behaviors.empty());
    teacher = NodeSystem.start(node(NodeRole.TEACHER, List.of(address()), good), Behaviors.empty());
    awaitMembers(2);
    log = LogLines.ofAll();
  }

  @AfterEach
  void theyStillTalk() throws Exception {
    assertThat(Cluster.get(coordinator).state().getUnreachable()).isEmpty();
    assertTheyTalk();
    log.close();
    for (ActorSystem<?> system : List.of(teacher, coordinator)) {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aFloodOfBytesThatAreNoTlsCostsABoundedNumberOfLines() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 600; i++) {
      try (Socket peer = connect()) {
        byte[] garbage = new byte[20 + random.nextInt(500)];
        random.nextBytes(garbage);
        if (i % 3 == 0) {
          System.arraycopy("AKKA\1\20\0\0\0".getBytes(StandardCharsets.US_ASCII), 0, garbage, 0, 9);
        } else if (i % 3 == 1) {
          System.arraycopy(Tls.greeting(), 0, garbage, 0, 20); // then it goes wrong
        }
        peer.getOutputStream().write(garbage);
        peer.shutdownOutput();
        assertThat(untilClosed(peer)).isLessThan(1000);
      }
    }
    assertThat(log.rest())
        .hasSizeBetween(1, DroppedPeers.LINES_A_MINUTE)
        .allSatisfy(line -> assertThat(line).startsWith("WARN dropped peer of the control plane:"))
        .anySatisfy(line -> assertThat(line).contains("it does not speak TLS and this end does"));
  }

  @Test
  void connectionsThatSayNothingTakeLittleAndHinderNobody() throws IOException {
    List<Socket> silent = new ArrayList<>();
    long before = usedHeap();
    for (int i = 0; i < 300; i++) {
      silent.add(connect());
      if (i % 2 == 0) {
        silent.get(i).getOutputStream().write(Tls.greeting(), 0, 100); // half of one
      }
    }
    assertTheyTalk();
    assertThat((usedHeap() - before) / silent.size()).isLessThan(400 << 10);
    for (Socket peer : silent) {
      peer.close();
    }
  }

  @Test
  void whoShowsNoCertificateIsToldOffByName() throws IOException {
    try (var peer = ours.connect(connect(), "", "TLSv1.3")) {
      peer.setSoTimeout(10_000);
      peer.getOutputStream().write("AKKA\1".getBytes(StandardCharsets.US_ASCII));
      assertThatThrownBy(() -> peer.getInputStream().read()).isInstanceOf(IOException.class);
    }
    assertThat(log.next()).contains("of the control plane: it shows no certificate, set tls");
  }

  @Test
  void aNodeOfAnotherAuthorityStaysOutside(@TempDir Path folder) throws Exception {
    Tls stranger = Tls.load(new TestCertificates(folder).sign("stranger", HERE));
    ActorSystem<Void> outside =
        NodeSystem.start(node(NodeRole.TEACHER, List.of(address()), stranger), Behaviors.empty());

    assertThat(log.next("of CN=node"))
        .contains("dropped peer " + address(), "is of no authority in tls.trusted-certificates");
    assertThat(Knock.at(address(), stranger, Duration.ofSeconds(5)))
        .hasValueSatisfying(
            knock -> {
              assertThat(knock.hopeless()).isTrue();
              assertThat(knock.reason()).contains(address(), "of CN=node, is of no authority");
            });
    assertThat(members()).isEqualTo(2);
    outside.terminate();
    outside.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void aNodeThatTrustsUsAndIsNotTrustedIsToldSo(@TempDir Path folder) throws Exception {
    TlsSettings theirs = new TestCertificates(folder).sign("stranger", HERE);
    Path both = folder.resolve("both.pem");
    Files.writeString(
        both,
        Files.readString(theirs.trustedCertificates())
            + Files.readString(files.trustedCertificates()));
    Tls half = Tls.load(new TlsSettings(theirs.certificate(), theirs.privateKey(), both));

    assertThat(Knock.at(address(), half, Duration.ofSeconds(5)))
        .hasValueSatisfying(
            knock -> {
              assertThat(knock.hopeless()).isTrue();
              assertThat(knock.reason()).contains(address(), "it refuses this end");
            });
    assertThat(log.next()).contains("of CN=stranger, is of no authority in tls.trusted");
  }

  @Test
  void aKnockSaysWhatHindersANode() throws IOException {
    Duration patience = Duration.ofSeconds(2);
    assertThat(Knock.at(address(), good, patience)).isEmpty();
    assertThat(Knock.at(address(), null, patience))
        .contains(
            new Knock(
                true,
                address()
                    + " speaks TLS and this node does not: give it tls.certificate, tls.private-key"
                    + " and tls.trusted-certificates by --conf or --set"));
    assertThat(Knock.at("127.0.0.1:1", good, patience))
        .contains(new Knock(false, "nobody listens at 127.0.0.1:1"));
    assertThat(Knock.at("no-such-host.invalid:1", null, patience))
        .contains(new Knock(false, "no-such-host.invalid:1 has a host that nobody knows"));
  }

  @Test
  void aKnockAtAPortWithoutTlsSaysSo() throws Exception {
    ActorSystem<Void> plain =
        NodeSystem.start(node(NodeRole.COORDINATOR, List.of(), null), Behaviors.empty());
    String at = NodeSystem.addressOf(plain);

    assertThat(Knock.at(at, null, Duration.ofSeconds(2))).isEmpty();
    assertThat(Knock.at(at, good, Duration.ofSeconds(2)))
        .hasValueSatisfying(
            knock -> {
              assertThat(knock.hopeless()).isTrue();
              assertThat(knock.reason()).contains(at, "it", "speak TLS");
            });
    plain.terminate();
    plain.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void aCertificateThatDoesNotNameItsHostKeepsANodeFromStarting() {
    Tls elsewhere = Tls.load(ours.sign("elsewhere", "dns:elsewhere"));
    NodeSettings node = node(NodeRole.TEACHER, List.of(address()), elsewhere);

    assertThatThrownBy(() -> NodeSystem.start(node, Behaviors.empty()))
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("others would take of 127.0.0.1")
        .hasMessageContaining("of CN=elsewhere, names DNS:elsewhere and not this host");
  }

  private void assertTheyTalk() {
    TestProbe<CoordinatorProtocol.Command> probe = TestProbe.create(coordinator);
    String path = ActorRefResolver.get(coordinator).toSerializationFormat(probe.ref());
    ActorRef<CoordinatorProtocol.Command> there =
        ActorRefResolver.get(teacher).resolveActorRef(path);
    CoordinatorProtocol.StopRun message = new CoordinatorProtocol.StopRun("because");
    there.tell(message);
    probe.expectMessage(Duration.ofSeconds(20), message);
  }

  private void awaitMembers(int number) {
    TestProbe<Object> probe = TestProbe.create(coordinator);
    probe.awaitAssert(
        Duration.ofSeconds(40),
        () -> {
          assertThat(members()).isEqualTo(number);
          return number;
        });
  }

  private int members() {
    int[] count = {0};
    Cluster.get(coordinator).state().getMembers().forEach(member -> count[0]++);
    return count[0];
  }

  private String address() {
    return NodeSystem.addressOf(coordinator);
  }

  private Socket connect() throws IOException {
    int port = Integer.parseInt(address().substring(address().indexOf(':') + 1));
    Socket peer = new Socket(InetAddress.getLoopbackAddress(), port);
    peer.setSoTimeout(10_000);
    return peer;
  }

  private static NodeSettings node(NodeRole role, List<String> seeds, @Nullable Tls tls) {
    return new NodeSettings(role, "127.0.0.1", 0, seeds, /* ownsProcess= */ false, tls);
  }

  private static int untilClosed(Socket peer) throws IOException {
    try {
      return peer.getInputStream().readAllBytes().length;
    } catch (SocketException reset) {
      return 0;
    }
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
