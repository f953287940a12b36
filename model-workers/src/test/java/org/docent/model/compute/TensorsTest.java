package org.docent.model.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import org.docent.model.golden.TestDevice;
import org.junit.jupiter.api.Test;

class TensorsTest {

  @Test
  void valuesArriveInRowMajorOrder() {
    TestDevice.run(
        (program, manager) -> {
          var tensor =
              Tensors.of(program, manager, new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
          assertThat(tensor.getFloat(1, 0)).isEqualTo(4);
          assertThat(Tensors.of(program, manager, new float[0], new Shape(0, 3)).size()).isZero();
        });
  }

  @Test
  void valuesThatDoNotFillTheShapeAreRefused() {
    TestDevice.run(
        (program, manager) ->
            assertThatThrownBy(() -> Tensors.of(program, manager, new float[5], new Shape(2, 3)))
                .hasMessageContaining("5 values do not fill (2, 3)"));
  }
}
