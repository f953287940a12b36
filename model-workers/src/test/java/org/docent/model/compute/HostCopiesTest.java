package org.docent.model.compute;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HostCopiesTest {

  @Test
  void keepsWhatATensorWasWhenItWasCopiedAndUsesItsMemoryAgain() {
    try (NDManager manager = NDManager.newBaseManager();
        HostCopies copies = new HostCopies(manager)) {
      NDArray live = manager.create(new float[] {1, 2, 3});
      NDArray first = copy(copies, "m.", live);
      live.addi(10);
      assertThat(onAnotherThread(first)).containsExactly(1, 2, 3);

      NDArray second = copy(copies, "m.", live);
      assertThat(second).isSameAs(first);
      assertThat(onAnotherThread(second)).containsExactly(11, 12, 13);
      assertThat(copy(copies, "v.", live)).isNotSameAs(first);
    }
  }

  @Test
  void takesATensorWithoutElements() {
    try (NDManager manager = NDManager.newBaseManager();
        HostCopies copies = new HostCopies(manager)) {
      assertThat(copy(copies, "", manager.create(new Shape(0, 3))).getShape())
          .isEqualTo(new Shape(0, 3));
    }
  }

  private static NDArray copy(HostCopies copies, String group, NDArray live) {
    return copies.of(group, Map.of("w", live)).values().iterator().next();
  }

  private static float[] onAnotherThread(NDArray copy) {
    return CompletableFuture.supplyAsync(copy::toFloatArray).join();
  }
}
