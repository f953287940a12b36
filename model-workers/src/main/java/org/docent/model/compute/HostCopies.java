package org.docent.model.compute;

import static java.util.Objects.requireNonNull;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Copies of tensors in host memory. A tensor of a name that was copied before goes into the same
 * memory, so that copying again and again takes it once. A copy may be read on any thread, until
 * the next copy of its name; it is taken on the device's.
 */
public final class HostCopies implements AutoCloseable {

  private final NDManager host;
  private final Map<String, NDArray> copies = new HashMap<>();

  public HostCopies(NDManager parent) {
    this.host = parent.newSubManager(Device.cpu());
    host.setName("host-copies");
  }

  /**
   * Copies {@code live}; waits for the device.
   *
   * @param group goes before each name, so that equal names of several groups are kept apart
   * @return the copies by name, in the same order
   */
  public Map<String, NDArray> of(String group, Map<String, NDArray> live) {
    Map<String, NDArray> copied = new LinkedHashMap<>();
    live.forEach((name, array) -> copied.put(name, copy(group + name, array)));
    return copied;
  }

  private NDArray copy(String key, NDArray array) {
    NDArray copy =
        copies.computeIfAbsent(key, k -> host.create(array.getShape(), array.getDataType()));
    if (array.size() > 0) {
      HostMemory.copyTo(
          requireNonNull(JniUtils.getByteBuffer((PtNDArray) copy, /* tryDirect= */ true)), array);
    }
    return copy;
  }

  @Override
  public void close() {
    host.close();
  }
}
