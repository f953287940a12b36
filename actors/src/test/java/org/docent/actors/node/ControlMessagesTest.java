package org.docent.actors.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.Deploy;
import akka.actor.Props;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.remote.RemoteScope;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.docent.actors.testkit.LogLines;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.CoordinatorProtocol.StopRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.jdk.javaapi.CollectionConverters;

/** What a member of the cluster can make another read or do: the control messages alone. */
@Tag("cluster")
@Timeout(120)
class ControlMessagesTest {

  /**
   * Akka's own read messages of their modules alone, by protobuf; the one for protobuf itself has a
   * list of its own, that for Java's serialization refuses, and the testkit's is no node's.
   */
  private static final String[] READERS = {
    "AkkaClusterTypedSerializer",
    "ArteryMessageSerializer",
    "BooleanSerializer",
    "ByteArraySerializer",
    "ByteStringSerializer",
    "ClusterClientMessageSerializer",
    "ClusterMessageSerializer",
    "ClusterSingletonMessageSerializer",
    "ControlSerializer",
    "DaemonMsgCreateSerializer",
    "DisabledJavaSerializer",
    "DistributedPubSubMessageSerializer",
    "IntSerializer",
    "LongSerializer",
    "MessageContainerSerializer",
    "MiscMessageSerializer",
    "NullSerializer$",
    "ProtobufSerializer",
    "ReliableDeliverySerializer",
    "ReplicatedDataSerializer",
    "ReplicatorMessageSerializer",
    "ServiceKeySerializer",
    "StreamRefSerializer",
    "StringSerializer",
    "SystemMessageSerializer",
    "TestJavaSerializer"
  };

  @SuppressWarnings("NullAway.Init")
  private ActorSystem<Void> node;

  @SuppressWarnings("NullAway.Init")
  private ActorSystem<Props> rogue;

  @SuppressWarnings("NullAway.Init")
  private TestProbe<CoordinatorProtocol.Command> inbox;

  @SuppressWarnings("NullAway.Init")
  private LogLines log;

  @BeforeEach
  void twoNodesMeet() {
    node = NodeSystem.start(settings(NodeRole.COORDINATOR, List.of()), Behaviors.empty());
    inbox = TestProbe.create(node);
    log = LogLines.ofAll();
    NodeSettings joining = settings(NodeRole.TEACHER, List.of(NodeSystem.addressOf(node)));
    rogue =
        ActorSystem.create(
            making("intruder"),
            "docent",
            ConfigFactory.parseString(RogueSerializer.CONFIGURATION)
                .withFallback(NodeSystem.configuration(joining, null)));
    TestProbe.create(node)
        .awaitAssert(
            Duration.ofSeconds(40),
            () -> {
              assertThat(Cluster.get(node).state().getMembers()).hasSize(2);
              assertThat(Cluster.get(rogue).state().getMembers()).hasSize(2);
              return 0;
            });
  }

  /** The node is in order after whatever it was sent. */
  @AfterEach
  void itStillListens() throws Exception {
    tell(new StopRun("because"));
    inbox.expectMessage(Duration.ofSeconds(20), new StopRun("because"));
    assertThat(Cluster.get(node).state().getUnreachable()).isEmpty();
    log.close();
    for (ActorSystem<?> system : List.of(rogue, node)) {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aSerializerThatTheNodeDoesNotHaveIsRefused() {
    tell(new RogueSerializer.Foreign());

    assertThat(log.next("with serializer id [4711]")).contains("Failed to deserialize");
    inbox.expectNoMessage(Duration.ofMillis(200));
  }

  @Test
  void aClassThatIsNoControlMessageIsRefused() {
    tell(new RogueSerializer.Unregistered());

    assertThat(log.next("with serializer id [77001]")).contains("Failed to deserialize");
    inbox.expectNoMessage(Duration.ofMillis(200));
  }

  @Test
  void javasOwnSerializationIsRefused() {
    tell(new ArrayList<>(List.of("a gadget")));

    assertThat(log.next("Java Serial")).contains("allow-java-serialization = off");
    inbox.expectNoMessage(Duration.ofMillis(200));
  }

  @Test
  void nobodyHasTheNodeCreateActors() {
    Address there = Adapter.toClassic(node).provider().getDefaultAddress();
    rogue.tell(
        Props.create(RogueSerializer.Intruder.class)
            .withDeploy(new Deploy(new RemoteScope(there))));

    assertThat(log.next("Intruder")).contains("is not allow-listed");
    assertThat(RogueSerializer.Intruder.CREATED).hasValue(0);
  }

  @Test
  void nothingElseIsReadThanControlMessagesAndAkkasOwnOfFixedForm() {
    Serialization serialization = SerializationExtension.get(Adapter.toClassic(node));

    assertThat(
            CollectionConverters.asJava(serialization.serializerByIdentity()).values().stream()
                .map(serializer -> serializer.getClass().getSimpleName())
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(READERS);
    assertThat(
            Adapter.toClassic(node)
                .settings()
                .config()
                .getBoolean("akka.remote.artery.untrusted-mode"))
        .as("it would forbid remote watch")
        .isFalse();
  }

  /** Makes an actor of all that it is told. */
  private static Behavior<Props> making(String name) {
    return Behaviors.setup(
        context ->
            Behaviors.receive(Props.class)
                .onMessage(
                    Props.class,
                    props -> {
                      Adapter.actorOf(context, props, name);
                      return Behaviors.same();
                    })
                .build());
  }

  /** Past types: what a rogue sends is nothing that the inbox is meant for. */
  private void tell(Object message) {
    String at = ActorRefResolver.get(node).toSerializationFormat(inbox.ref());
    ActorRefResolver.get(rogue).<Object>resolveActorRef(at).tell(message);
  }

  private static NodeSettings settings(NodeRole role, List<String> seeds) {
    return new NodeSettings(role, "127.0.0.1", 0, seeds, /* ownsProcess= */ false);
  }
}
