package org.docent.model.distill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.docent.model.compute.TorchProgram;
import org.docent.model.golden.TestDevice;
import org.docent.protocol.settings.Dtype;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TeacherHeadTest {

  /** Whoever pulled the head lets it go when the device has it. */
  @ParameterizedTest
  @EnumSource(Dtype.class)
  void onACpuItsMemoryLivesAsLongAsTheTensorThatSharesIt(Dtype type) {
    TestDevice.run(
        (program, manager) -> {
          Given given = give(type, program, manager);
          WeakReference<ByteBuffer> garbage = new WeakReference<>(ByteBuffer.allocateDirect(8));
          while (garbage.get() != null) {
            System.gc();
          }
          assertThat(given.memory.get()).isNotNull();
          assertThat(given.head.getShape().getShape()).containsExactly(3, 2);
        });
  }

  private record Given(NDArray head, WeakReference<ByteBuffer> memory) {}

  private static Given give(Dtype type, TorchProgram program, NDManager manager) {
    ByteBuffer weights = ByteBuffer.allocateDirect(6 * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    NDArray head = new TeacherHead(3, 2, type, weights).onDevice(program, manager);
    return new Given(head, new WeakReference<>(weights));
  }
}
