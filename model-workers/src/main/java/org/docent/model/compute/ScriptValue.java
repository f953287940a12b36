package org.docent.model.compute;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;

/**
 * A value of the program, opaque to Java: a record of tensors, a tape with its graph, a cache. It
 * holds native memory until closed.
 */
public final class ScriptValue implements AutoCloseable {

  private final IValue value;

  ScriptValue(IValue value) {
    this.value = value;
  }

  IValue raw() {
    return value;
  }

  /** The tensor this value is, owned by {@code owner}; the value itself stays open. */
  public NDArray tensor(NDManager owner) {
    return value.toTensor((PtNDManager) owner);
  }

  @Override
  public void close() {
    value.close();
  }
}
