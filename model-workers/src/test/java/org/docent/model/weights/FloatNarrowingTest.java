package org.docent.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloatNarrowingTest {

  /** Coprime to every power of two, so that the lower bits, where rounding is decided, vary. */
  private static final int STEP = 4099;

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void roundsAsPyTorchDoesAllOverTheRange(ElementType type) throws Exception {
    int count = (int) ((1L << 32) / STEP);
    ByteBuffer from = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
    int used = 0;
    for (int i = 0; i < count; i++) {
      int bits = (int) (i * (long) STEP);
      if (!Float.isNaN(Float.intBitsToFloat(bits))) {
        from.putInt(bits);
        used++;
      }
    }
    ByteBuffer to = ByteBuffer.allocate(used * 2).order(ByteOrder.LITTLE_ENDIAN);
    FloatNarrowing.narrow(type, from.flip(), to);

    JsonNode expected = Fixtures.json("halves.json").path("narrowed");
    assertThat(used).isEqualTo(expected.path("count").asInt());
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(to.array())))
        .isEqualTo(expected.path(type.name()).asText());
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void givesEveryHalfBackThatWasWidened(ElementType type) {
    ByteBuffer halves = ByteBuffer.allocate(1 << 17).order(ByteOrder.LITTLE_ENDIAN);
    for (int half = 0; half < 1 << 16; half++) {
      halves.putShort((short) half);
    }
    ByteBuffer floats = ByteBuffer.allocate(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer again = ByteBuffer.allocate(1 << 17).order(ByteOrder.LITTLE_ENDIAN);
    FloatWidening.widen(type, halves.flip(), floats);
    FloatNarrowing.narrow(type, floats, again);
    int quiet = type == ElementType.F16 ? 0x200 : 0x40;
    int infinite = type == ElementType.F16 ? 0x7c00 : 0x7f80;
    for (int half = 0; half < 1 << 16; half++) {
      boolean nan = (half & 0x7fff) > infinite;
      assertThat(again.getShort(2 * half)).isEqualTo((short) (nan ? half | quiet : half));
    }
  }

  @Test
  void roundsTiesToEvenAndOverflowsToInfinity() {
    assertThat(float16(1 + 0x1p-11f)).isEqualTo((short) 0x3c00);
    assertThat(float16(1 + 3 * 0x1p-11f)).isEqualTo((short) 0x3c02);
    assertThat(float16(0x1p-25f)).isZero();
    assertThat(float16(Math.nextUp(0x1p-25f))).isEqualTo((short) 1);
    assertThat(float16(Math.nextDown(0x1p-14f))).isEqualTo((short) 0x0400);
    assertThat(float16(Math.nextDown(65520f))).isEqualTo((short) 0x7bff);
    assertThat(float16(-65520f)).isEqualTo((short) 0xfc00);
    assertThat(bfloat16(1 + 0x1p-8f)).isEqualTo((short) 0x3f80);
    assertThat(bfloat16(1 + 3 * 0x1p-8f)).isEqualTo((short) 0x3f82);
    assertThat(bfloat16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
  }

  private static short float16(float value) {
    return FloatNarrowing.float32ToFloat16(Float.floatToRawIntBits(value));
  }

  private static short bfloat16(float value) {
    return FloatNarrowing.float32ToBfloat16(Float.floatToRawIntBits(value));
  }
}
