package org.docent.protocol.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record as its components in the order of their declaration, with one byte before each that may
 * be null. Reading goes through the canonical constructor, so a record's own rules hold for what
 * came over the wire.
 */
final class RecordLayout extends Serializer<Object> {

  private record Component(RecordComponent declared, Serializer<Object> field, boolean nullable) {}

  private final Class<?> type;
  private final Constructor<?> constructor;
  private final Component[] components;

  RecordLayout(Class<?> type, WireFields fields) {
    this.type = type;
    RecordComponent[] declared = type.getRecordComponents();
    this.components =
        Arrays.stream(declared).map(c -> component(c, fields)).toArray(Component[]::new);
    try {
      this.constructor =
          type.getDeclaredConstructor(
              Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type + " has no canonical constructor", e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Component component(RecordComponent declared, WireFields fields) {
    return new Component(
        declared,
        (Serializer<Object>) fields.of(declared.getGenericType()),
        declared.getAnnotatedType().isAnnotationPresent(Nullable.class));
  }

  @Override
  public void write(Kryo kryo, Output out, Object value) {
    for (Component component : components) {
      Object field = fieldOf(component, value);
      if (component.nullable) {
        out.writeBoolean(field != null);
      } else if (field == null) {
        throw new KryoException(
            type.getSimpleName() + "." + component.declared.getName() + " is null, must not be");
      }
      if (field != null) {
        component.field.write(kryo, out, field);
      }
    }
  }

  private static @Nullable Object fieldOf(Component component, Object value) {
    try {
      return component.declared.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new KryoException("cannot read " + component.declared, e);
    }
  }

  @Override
  public Object read(Kryo kryo, Input in, Class<?> ignored) {
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      Component component = components[i];
      if (!component.nullable || WireFields.readBoolean(in)) {
        values[i] = component.field.read(kryo, in, Object.class);
      }
    }
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      Throwable rule = Objects.requireNonNullElse(e.getCause(), e);
      throw new KryoException(
          type.getSimpleName() + " refuses its values: " + rule.getMessage(), rule);
    } catch (ReflectiveOperationException e) {
      throw new KryoException("cannot make " + type.getSimpleName(), e);
    }
  }
}
