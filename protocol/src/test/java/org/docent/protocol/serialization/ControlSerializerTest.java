package org.docent.protocol.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.docent.protocol.control.ClientProtocol;
import org.docent.protocol.control.CoordinatorProtocol;
import org.docent.protocol.control.ExaminerProtocol;
import org.docent.protocol.control.RespondentProtocol;
import org.docent.protocol.control.StudentProtocol;
import org.docent.protocol.control.TeacherProtocol;
import org.docent.protocol.id.RunId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ControlSerializerTest {

  private static final String FIXTURE = "/wire/control-v5.hex";
  private static final String CURRENT = ControlSerializer.VERSION;

  @SuppressWarnings("NullAway.Init")
  private static ActorTestKit kit;

  @SuppressWarnings("NullAway.Init")
  private static ControlSerializer serializer;

  @SuppressWarnings("NullAway.Init")
  private static Map<String, Object> messages;

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create("fixture", ConfigFactory.load());
    serializer = new ControlSerializer((ExtendedActorSystem) Adapter.toClassic(kit.system()));
    messages = ControlMessages.all(ActorRefResolver.get(kit.system()));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void readsBackEveryMessageItWrites() {
    assertThat(messages.values())
        .allSatisfy(
            message -> {
              byte[] bytes = serializer.toBinary(message);
              assertThat(serializer.fromBinary(bytes, CURRENT)).isEqualTo(message);
              ByteBuffer direct = ByteBuffer.allocateDirect(ControlSerializer.MAX_BYTES);
              serializer.toBinary(message, direct);
              direct.flip();
              assertThat(direct.remaining()).isEqualTo(bytes.length);
              assertThat(serializer.fromBinary(direct, CURRENT)).isEqualTo(message);
            });
  }

  @Test
  void knowsEveryMessageOfEachProtocol() {
    Set<Class<?>> permitted =
        Stream.of(
                CoordinatorProtocol.Command.class,
                TeacherProtocol.Command.class,
                StudentProtocol.Command.class,
                ClientProtocol.Command.class,
                ExaminerProtocol.Command.class,
                RespondentProtocol.Command.class)
            .flatMap(command -> Arrays.stream(command.getPermittedSubclasses()))
            .filter(type -> !type.getSimpleName().equals("Internal"))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Set<Class<?>> listed =
        WireIds.ALL.stream()
            .map(WireIds.WireId::type)
            .filter(WireIds::isMessage)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    assertThat(listed).as("messages with a wire id").isEqualTo(permitted);
    assertThat(messages.values().stream().map(Object::getClass))
        .as("messages in the fixture")
        .containsAll(permitted);
  }

  @Test
  void givesEachNumberOnce() {
    assertThat(WireIds.ALL).extracting(WireIds.WireId::id).doesNotHaveDuplicates();
    assertThat(WireIds.ALL).extracting(WireIds.WireId::type).doesNotHaveDuplicates();
    assertThat(WireIds.ALL).allSatisfy(entry -> assertThat(entry.id()).isBetween(20, 16_383));
  }

  /** A difference means that nodes of two builds no longer understand each other. */
  @Test
  void writesTheBytesOfTheCommittedFixture() throws IOException {
    List<String> written = new ArrayList<>();
    messages.forEach(
        (name, message) ->
            written.add(name + " " + HexFormat.of().formatHex(serializer.toBinary(message))));
    assertThat(String.join("\n", written)).isEqualTo(String.join("\n", fixture()));
  }

  @Test
  void readsTheCommittedFixture() throws IOException {
    for (String line : fixture()) {
      String[] nameAndHex = line.split(" ", 2);
      assertThat(serializer.fromBinary(HexFormat.of().parseHex(nameAndHex[1]), CURRENT))
          .as(nameAndHex[0])
          .isEqualTo(messages.get(nameAndHex[0]));
    }
  }

  private static List<String> fixture() throws IOException {
    try (InputStream in = ControlSerializerTest.class.getResourceAsStream(FIXTURE)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    }
  }

  @Test
  void refusesToWriteWhatIsNoMessage() {
    for (Object stranger :
        List.of("text", List.of(1), new RunId("a value"), Thread.State.NEW, new LocalOnly())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> serializer.toBinary(stranger))
          .withMessageContaining(stranger.getClass().getName())
          .withMessageContaining("no wire id");
    }
  }

  private record LocalOnly() implements TeacherProtocol.Internal {}

  @Test
  @SuppressWarnings("NullAway")
  void refusesNullWhereTheRecordDeclaresNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> serializer.toBinary(new TeacherProtocol.Welcome(new RunId("a"), null, null)))
        .withMessageContaining("Welcome.configuration is null");
  }

  @Test
  void refusesToWriteMoreThanAFrameHolds() {
    String large = "x".repeat(ControlSerializer.MAX_BYTES);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> serializer.toBinary(new CoordinatorProtocol.StopRun(large)))
        .withMessageContaining("StopRun")
        .withMessageContaining("at most " + ControlSerializer.MAX_BYTES + " bytes");
    String fits = large.substring(100);
    assertThat(serializer.toBinary(new CoordinatorProtocol.StopRun(fits)))
        .hasSizeGreaterThan(250_000);
  }

  @Test
  void refusesHostileBytes() {
    assertRefused("04", "wire id 4 is not that of a message"); // one of Kryo's own, a string
    assertRefused("00", "wire id 0 is not that of a message");
    assertRefused("14016101", "wire id 20 is not that of a message"); // a value, not a message
    assertRefused("ffffffff0f", "is not that of a message");
    assertRefused("", "Buffer too small");
    assertRefused("3205", "a text claims 5 bytes");
    assertRefused("2e", "Buffer underflow");
    assertRefused("32ffffffff07", "a text claims 2147483647 bytes, the message has 0 bytes left");
    assertRefused("32ffffffff0f", "a text claims -1 bytes");
    assertRefused("3effffff7f00", "a list claims 268435455 elements");
    assertRefused("3201c3", "not UTF-8");
    assertRefused("32016100", "1 bytes are left over after a StopRun");
    assertRefused("3f01", "Drain has no constant 1");
    assertRefused("3103616263ff0f0161", "Category has no constant 2047");
    assertRefused("510000010002", "a truth value is 2");
    assertRefused("290161ffffffff0f", "RequestWork refuses its values: slots is -1");
  }

  private static void assertRefused(String hex, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> serializer.fromBinary(HexFormat.of().parseHex(hex), CURRENT))
        .withMessageContaining(reason);
  }

  @Test
  void refusesAnotherVersion() {
    byte[] bytes = serializer.toBinary(TeacherProtocol.Drain.INSTANCE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> serializer.fromBinary(bytes, "2"))
        .withMessageContaining("version \"2\"")
        .withMessageContaining("reads version 5");
  }

  @Test
  void refusesMoreBytesThanAMessageMayHave() {
    byte[] bytes = new byte[ControlSerializer.MAX_BYTES + 1];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> serializer.fromBinary(bytes, CURRENT))
        .withMessageContaining("at most " + ControlSerializer.MAX_BYTES);
  }

  /** Half of the inputs are noise, half are true messages with a few bytes changed. */
  @Test
  @Timeout(30)
  void answersGarbageWithNothingButACleanException() {
    Random random = new Random(77);
    List<byte[]> real = messages.values().stream().map(serializer::toBinary).toList();
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = i % 2 == 0 ? noise(random) : real.get(random.nextInt(real.size())).clone();
      if (i % 2 != 0) {
        for (int change = random.nextInt(3); change >= 0; change--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
      try {
        assertThat(WireIds.isMessage(serializer.fromBinary(bytes, CURRENT).getClass())).isTrue();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageMatching("(?s).+");
        refused++;
      }
    }
    assertThat(refused).isBetween(10_000, 19_999);
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    if (bytes.length > 0) {
      bytes[0] = (byte) (40 + random.nextInt(48));
    }
    return bytes;
  }
}
