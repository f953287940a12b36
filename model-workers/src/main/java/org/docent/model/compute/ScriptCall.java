package org.docent.model.compute;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.TrainModeBridge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.docent.protocol.settings.Dtype;
import org.jspecify.annotations.Nullable;

/**
 * One call of a program's method: arguments in order, then {@link #run}, {@link #tensor} or {@link
 * #integer}. What the call wraps it closes; a {@link ScriptValue} given to it stays its owner's.
 */
public final class ScriptCall {

  private final TorchProgram program;
  private final String method;
  private final List<IValue> arguments = new ArrayList<>();
  private final List<IValue> wrapped = new ArrayList<>();

  ScriptCall(TorchProgram program, String method) {
    this.program = program;
    this.method = method;
  }

  /** A tensor, or nothing for an optional one. */
  public ScriptCall with(@Nullable NDArray tensor) {
    return tensor == null ? with(program.none()) : wrap(IValue.from((PtNDArray) tensor));
  }

  /** A list of tensors. */
  public ScriptCall with(Collection<? extends NDArray> tensors) {
    return wrap(IValue.listFrom(tensors.toArray(PtNDArray[]::new)));
  }

  /** A value of the program, or nothing for an optional one. */
  public ScriptCall with(@Nullable ScriptValue value) {
    arguments.add(value == null ? program.none().raw() : value.raw());
    return this;
  }

  /** A list of values of the program, all of one type. */
  public ScriptCall withAll(List<ScriptValue> values) {
    return wrap(IValue.listFrom(values.stream().map(ScriptValue::raw).toArray(IValue[]::new)));
  }

  /** An integer. */
  public ScriptCall with(long number) {
    return wrap(IValue.from(number));
  }

  /** A float. */
  public ScriptCall with(double number) {
    return wrap(IValue.from(number));
  }

  /** A list of integers, such as a shape. */
  public ScriptCall with(long[] numbers) {
    return wrap(IValue.listFrom(numbers));
  }

  /** An element type, by the number PyTorch has for it. */
  public ScriptCall with(Dtype type) {
    return with(type == Dtype.BF16 ? 15L : 6L);
  }

  /** A truth value. */
  public ScriptCall with(boolean truth) {
    return wrap(IValue.from(truth));
  }

  /** A string. */
  public ScriptCall with(String text) {
    return wrap(IValue.from(text));
  }

  /** Runs the method; the caller closes what it returns. */
  public ScriptValue run() {
    try {
      return new ScriptValue(
          TrainModeBridge.run(program.handle(), method, arguments.toArray(IValue[]::new)));
    } finally {
      wrapped.forEach(IValue::close);
      // A script that failed half-way may have left the thread's grad mode on.
      JniUtils.setGradMode(false);
    }
  }

  /** Runs a method that returns a tensor, which {@code owner} then owns. */
  public NDArray tensor(NDManager owner) {
    try (ScriptValue result = run()) {
      return result.tensor(owner);
    }
  }

  /** Runs a method that returns an integer. */
  public long integer() {
    try (ScriptValue result = run()) {
      return result.raw().toLong();
    }
  }

  private ScriptCall wrap(IValue value) {
    wrapped.add(value);
    arguments.add(value);
    return this;
  }
}
