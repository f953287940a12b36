package org.docent.model.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuFeaturesTest {

  @Test
  void knowsTheUnitsOfX86AndArmByTheirFlags() {
    assertThat(
            CpuFeatures.multiplyBf16(List.of("model name\t: x", "flags\t\t: fpu avx512_bf16 sse")))
        .isTrue();
    assertThat(CpuFeatures.multiplyBf16(List.of("flags\t\t: fpu amx_bf16 amx_tile"))).isTrue();
    assertThat(CpuFeatures.multiplyBf16(List.of("Features\t: fp asimd i8mm bf16"))).isTrue();
  }

  @Test
  void seesNoUnitsInWhatDoesNotNameThem() {
    assertThat(CpuFeatures.multiplyBf16(List.of("flags\t\t: fpu avx512f avx2", "bogomips: bf16")))
        .isFalse();
    assertThat(CpuFeatures.multiplyBf16(List.of("processor\t: 0"))).isFalse();
  }
}
