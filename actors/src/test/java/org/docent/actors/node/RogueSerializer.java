package org.docent.actors.node;

import akka.actor.AbstractActor;
import akka.actor.ExtendedActorSystem;
import akka.serialization.SerializerWithStringManifest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.docent.protocol.serialization.ControlSerializer;

/** What a rogue member writes: bytes of serializers and classes that no node has. */
public final class RogueSerializer {

  /** Stands above a node's own configuration. */
  static final String CONFIGURATION =
      """
      akka.actor {
        allow-java-serialization = on
        warn-about-java-serializer-usage = off
        serializers {
          foreign = "org.docent.actors.node.RogueSerializer$OfForeign"
          docent-control = "org.docent.actors.node.RogueSerializer$OfUnregistered"
        }
        serialization-bindings {
          "org.docent.actors.node.RogueSerializer$Foreign" = foreign
          "org.docent.actors.node.RogueSerializer$Unregistered" = docent-control
          "java.util.ArrayList" = java
        }
      }
      """;

  private RogueSerializer() {}

  record Foreign() {}

  record Unregistered() {}

  /** An actor that counts how often it was made. */
  public static final class Intruder extends AbstractActor {
    static final AtomicInteger CREATED = new AtomicInteger();

    public Intruder() {
      CREATED.incrementAndGet();
    }

    @Override
    public Receive createReceive() {
      return emptyBehavior();
    }
  }

  /** Of another number than any node's. */
  public static final class OfForeign extends Writing {
    public OfForeign() {
      super(4711, "x", "anything".getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The control plane's own, which also writes a class that is not on its list. */
  public static final class OfUnregistered extends Writing {
    private final ControlSerializer real;

    public OfUnregistered(ExtendedActorSystem system) {
      super(77_001, "", new byte[] {(byte) 0xff, 0x7f, 1, 2, 3});
      this.real = new ControlSerializer(system);
    }

    @Override
    public String manifest(Object message) {
      return real.manifest(message);
    }

    @Override
    public byte[] toBinary(Object message) {
      return message instanceof Unregistered ? super.toBinary(message) : real.toBinary(message);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
      return real.fromBinary(bytes, manifest);
    }
  }

  private abstract static class Writing extends SerializerWithStringManifest {
    private final int identifier;
    private final String manifest;
    private final byte[] bytes;

    Writing(int identifier, String manifest, byte[] bytes) {
      this.identifier = identifier;
      this.manifest = manifest;
      this.bytes = bytes;
    }

    @Override
    public int identifier() {
      return identifier;
    }

    @Override
    public String manifest(Object message) {
      return manifest;
    }

    @Override
    public byte[] toBinary(Object message) {
      return bytes;
    }

    @Override
    public Object fromBinary(byte[] ignored, String alsoIgnored) {
      throw new IllegalStateException("a rogue only writes");
    }
  }
}
