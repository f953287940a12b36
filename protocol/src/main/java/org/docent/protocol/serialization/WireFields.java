package org.docent.protocol.serialization;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a value of a declared type lies on the wire. The type is known from the record that declares
 * it, so no class travels inside a message, and every length is checked against what is left of the
 * message before anything is allocated.
 */
final class WireFields {

  private final Kryo kryo;
  private final ActorRefResolver refs;

  WireFields(Kryo kryo, ActorRefResolver refs) {
    this.kryo = kryo;
    this.refs = refs;
  }

  /** The serializer of a declared type; refuses types that have no place on the control plane. */
  Serializer<?> of(Type declared) {
    if (declared instanceof ParameterizedType generic) {
      if (generic.getRawType() == List.class) {
        return new ListField(of(generic.getActualTypeArguments()[0]));
      }
      if (generic.getRawType() == ActorRef.class) {
        return new ActorRefField(refs);
      }
    }
    if (declared instanceof Class<?> type) {
      if (type == int.class || type == Integer.class) {
        return field((out, v) -> out.writeVarInt(v, true), in -> in.readVarInt(true));
      }
      if (type == long.class || type == Long.class) {
        return field((out, v) -> out.writeVarLong(v, true), in -> in.readVarLong(true));
      }
      if (type == double.class) {
        return field(Output::writeDouble, Input::readDouble);
      }
      if (type == float.class || type == Float.class) {
        return field(Output::writeFloat, Input::readFloat);
      }
      if (type == boolean.class) {
        return field(Output::writeBoolean, WireFields::readBoolean);
      }
      if (type == String.class) {
        return field(WireFields::writeText, WireFields::readText);
      }
      if (type == Duration.class) {
        return field(WireFields::writeDuration, WireFields::readDuration);
      }
      if (type.isEnum()) {
        return new EnumField(type);
      }
      if (type.isRecord()) {
        return kryo.getRegistration(type).getSerializer();
      }
    }
    throw new IllegalArgumentException(declared + " cannot travel on the control plane");
  }

  static boolean readBoolean(Input in) {
    int value = in.readByte();
    if (value != 0 && value != 1) {
      throw new KryoException("a truth value is " + value + ", must be 0 or 1");
    }
    return value == 1;
  }

  private static void writeText(Output out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeVarInt(bytes.length, true);
    out.writeBytes(bytes);
  }

  private static String readText(Input in) {
    byte[] bytes = in.readBytes(readLength(in, "a text", "bytes"));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new KryoException("a text is not UTF-8", e);
    }
  }

  private static void writeDuration(Output out, Duration span) {
    out.writeVarLong(span.getSeconds(), true);
    out.writeVarInt(span.getNano(), true);
  }

  private static Duration readDuration(Input in) {
    long seconds = in.readVarLong(true);
    int nanos = in.readVarInt(true);
    if (nanos < 0 || nanos > 999_999_999) {
      throw new KryoException("a duration has " + nanos + " nanoseconds, must be under a second");
    }
    return Duration.ofSeconds(seconds, nanos);
  }

  private static int readLength(Input in, String what, String unit) {
    int length = in.readVarInt(true);
    int left = in.limit() - in.position();
    if (length < 0 || length > left) {
      throw new KryoException(
          what + " claims " + length + " " + unit + ", the message has " + left + " bytes left");
    }
    return length;
  }

  private interface Writing<T> {
    void write(Output out, T value);
  }

  private interface Reading<T> {
    T read(Input in);
  }

  private static <T> Serializer<T> field(Writing<T> writing, Reading<T> reading) {
    return new Serializer<>() {
      @Override
      public void write(Kryo kryo, Output out, T value) {
        writing.write(out, value);
      }

      @Override
      public T read(Kryo kryo, Input in, Class<? extends T> type) {
        return reading.read(in);
      }
    };
  }

  /** A constant by its place. */
  static final class EnumField extends Serializer<Object> {
    private final Class<?> type;
    private final List<Object> constants;

    EnumField(Class<?> type) {
      this.type = type;
      this.constants = List.of(type.getEnumConstants());
    }

    @Override
    public void write(Kryo kryo, Output out, Object value) {
      out.writeVarInt(constants.indexOf(value), true);
    }

    @Override
    public Object read(Kryo kryo, Input in, Class<?> ignored) {
      int place = in.readVarInt(true);
      if (place < 0 || place >= constants.size()) {
        throw new KryoException(
            type.getSimpleName() + " has no constant " + place + ", only " + constants.size());
      }
      return constants.get(place);
    }
  }

  /** Elements of one declared type; each takes at least a byte, which bounds the count. */
  private static final class ListField extends Serializer<Object> {
    private final Serializer<Object> element;

    @SuppressWarnings("unchecked")
    ListField(Serializer<?> element) {
      this.element = (Serializer<Object>) element;
    }

    @Override
    public void write(Kryo kryo, Output out, Object value) {
      List<?> list = (List<?>) value;
      out.writeVarInt(list.size(), true);
      list.forEach(item -> element.write(kryo, out, item));
    }

    @Override
    public Object read(Kryo kryo, Input in, Class<?> ignored) {
      int size = readLength(in, "a list", "elements");
      List<Object> list = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        list.add(element.read(kryo, in, Object.class));
      }
      return list;
    }
  }

  /** A reference by its path, resolved on the node that reads it. */
  private static final class ActorRefField extends Serializer<Object> {
    private final ActorRefResolver refs;

    ActorRefField(ActorRefResolver refs) {
      this.refs = refs;
    }

    @Override
    public void write(Kryo kryo, Output out, Object value) {
      writeText(out, refs.toSerializationFormat((ActorRef<?>) value));
    }

    @Override
    public Object read(Kryo kryo, Input in, Class<?> ignored) {
      return refs.resolveActorRef(readText(in));
    }
  }
}
