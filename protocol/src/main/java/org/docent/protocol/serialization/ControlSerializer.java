package org.docent.protocol.serialization;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.ByteBufferSerializer;
import akka.serialization.SerializerWithStringManifest;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import org.docent.protocol.serialization.WireIds.WireId;

/**
 * The control plane's serializer: a wire id, then the record's components. It is bound in a node's
 * configuration to the six protocols:
 *
 * <pre>
 * akka.actor {
 *   serializers.docent-control = "org.docent.protocol.serialization.ControlSerializer"
 *   serialization-bindings {
 *     "org.docent.protocol.control.CoordinatorProtocol$Command" = docent-control
 *     "org.docent.protocol.control.TeacherProtocol$Command" = docent-control
 *     "org.docent.protocol.control.StudentProtocol$Command" = docent-control
 *     "org.docent.protocol.control.ClientProtocol$Command" = docent-control
 *     "org.docent.protocol.control.ExaminerProtocol$Command" = docent-control
 *     "org.docent.protocol.control.RespondentProtocol$Command" = docent-control
 *   }
 * }
 * </pre>
 *
 * Whatever is not a listed message is refused in both directions by an {@link
 * IllegalArgumentException} that says why; a reader allocates no more than a small multiple of the
 * bytes it was given.
 */
public final class ControlSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {

  /** Layout of all messages; travels as the manifest. */
  static final String VERSION = "5";

  /**
   * The largest message, just under Artery's default frame of 256 KiB: Artery would lose a larger
   * one without its sender knowing.
   */
  static final int MAX_BYTES = 252 << 10;

  private static final int IDENTIFIER = 77_001;
  private static final int FIRST_BUFFER_BYTES = 256;

  private final Pool<Kryo> kryos;

  public ControlSerializer(ExtendedActorSystem system) {
    this.kryos =
        new Pool<>(true, false, 16) {
          @Override
          protected Kryo create() {
            return kryo(ActorRefResolver.get(Adapter.toTyped(system)));
          }
        };
  }

  private static Kryo kryo(ActorRefResolver refs) {
    Kryo kryo = new Kryo();
    kryo.setRegistrationRequired(true);
    kryo.setReferences(false);
    WireFields fields = new WireFields(kryo, refs);
    for (WireId entry : WireIds.ALL) {
      Class<?> type = entry.type();
      if (type.isEnum()) {
        kryo.register(type, new WireFields.EnumField(type), entry.id());
      } else {
        kryo.register(type, new RecordLayout(type, fields), entry.id());
      }
    }
    return kryo;
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return VERSION;
  }

  @Override
  public byte[] toBinary(Object message) {
    Kryo kryo = kryos.obtain();
    try {
      Output out = new Output(FIRST_BUFFER_BYTES, MAX_BYTES);
      Registration registration = registrationOf(kryo, message);
      out.writeVarInt(registration.getId(), true);
      kryo.writeObject(out, message);
      return out.toBytes();
    } catch (KryoException e) {
      throw new IllegalArgumentException(
          message.getClass().getName()
              + " cannot be written to the control plane: "
              + e.getMessage()
              + "; a message holds at most "
              + MAX_BYTES
              + " bytes",
          e);
    } finally {
      kryos.free(kryo);
    }
  }

  private static Registration registrationOf(Kryo kryo, Object message) {
    Class<?> type = message.getClass();
    Registration registration = kryo.getClassResolver().getRegistration(type);
    if (registration == null || !WireIds.isMessage(type)) {
      throw new IllegalArgumentException(
          type.getName() + " is no message of the control plane: it has no wire id");
    }
    return registration;
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    if (!manifest.equals(VERSION)) {
      throw new IllegalArgumentException(
          "control message of version \""
              + manifest
              + "\", this node reads version "
              + VERSION
              + "; run the same Docent on every node");
    }
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "control message of " + bytes.length + " bytes, must have at most " + MAX_BYTES);
    }
    Kryo kryo = kryos.obtain();
    try {
      return read(kryo, new Input(bytes));
    } catch (KryoException | ArithmeticException | DateTimeException e) {
      throw new IllegalArgumentException("malformed control message: " + e.getMessage(), e);
    } finally {
      kryos.free(kryo);
    }
  }

  private static Object read(Kryo kryo, Input in) {
    int id = in.readVarInt(true);
    Registration registration = kryo.getRegistration(id);
    Class<?> type = registration == null ? Void.class : registration.getType();
    if (!WireIds.isMessage(type)) {
      throw new KryoException("wire id " + id + " is not that of a message");
    }
    Object message = kryo.readObject(in, type);
    if (in.position() != in.limit()) {
      throw new KryoException(
          (in.limit() - in.position()) + " bytes are left over after a " + type.getSimpleName());
    }
    return message;
  }

  @Override
  public void toBinary(Object message, ByteBuffer buffer) {
    buffer.put(toBinary(message));
  }

  @Override
  public Object fromBinary(ByteBuffer buffer, String manifest) {
    if (buffer.remaining() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "control message of " + buffer.remaining() + " bytes, must have at most " + MAX_BYTES);
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return fromBinary(bytes, manifest);
  }
}
