package org.docent.model.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.model.golden.Closeness.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.docent.model.golden.TestDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TorchProgramTest {

  @Test
  void anOperatorTheEngineLacksIsFoundOutBeforeTheProgramNeedsIt() {
    TestDevice.run(
        (program, manager) -> {
          assertThat(TorchProgram.compiles(manager, product("torch.mm(x, w)"))).isTrue();
          assertThat(TorchProgram.compiles(manager, product("ops.nobody.mm(x, w)"))).isFalse();
        });
  }

  /** Else the portable ones would be taken, right but slow, and nobody would notice. */
  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "only these have oneDNN")
  void theEngineThatIsShippedHasTheFasterProducts() {
    TestDevice.run(
        (program, manager) ->
            assertThat(TorchProgram.products(manager)).isEqualTo("products-onednn"));
  }

  @Test
  void productsOfEitherKindDifferByRoundingOnly() {
    TestDevice.run(
        (program, manager) -> {
          NDArray head = manager.randomNormal(new Shape(2_100, 48));
          try (TorchProgram portable = TorchProgram.load(manager, "products")) {
            NDArray expected = portable.call("gram").with(head).tensor(manager);
            assertClose("gram", program.call("gram").with(head).tensor(manager), expected, 1e-6);
          }
        });
  }

  private static String product(String expression) {
    return "def product(x: Tensor, w: Tensor, bias: Optional[Tensor]) -> Tensor:\n  return "
        + expression
        + "\n";
  }
}
