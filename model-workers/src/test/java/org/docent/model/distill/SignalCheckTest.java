package org.docent.model.distill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.docent.protocol.signal.ElementType;
import org.junit.jupiter.api.Test;

class SignalCheckTest {

  @Test
  void everyFloatIsFiniteButThoseWithAnExponentOfOnes() {
    for (int exponent = 0; exponent < 256; exponent++) {
      for (int sign : new int[] {0, 1 << 31}) {
        for (int mantissa : new int[] {0, 1, 0x7FFFFF}) {
          float value = Float.intBitsToFloat(sign | exponent << 23 | mantissa);
          ByteBuffer bytes = bytes(4 * 5);
          bytes.putFloat(4 * 3, value);

          assertThat(SignalCheck.isFinite(bytes, ElementType.FLOAT32))
              .as("%s", value)
              .isEqualTo(Float.isFinite(value));
        }
      }
    }
  }

  @Test
  void everyHalfIsFiniteButThoseWithAnExponentOfOnes() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      ByteBuffer bytes = bytes(2 * 7);
      bytes.putShort(2 * (bits % 7), (short) bits);

      assertThat(SignalCheck.isFinite(bytes, ElementType.FLOAT16))
          .as("fp16 %x", bits)
          .isEqualTo((bits & 0x7C00) != 0x7C00);
      assertThat(SignalCheck.isFinite(bytes, ElementType.BF16))
          .as("bf16 %x", bits)
          .isEqualTo((bits & 0x7F80) != 0x7F80);
    }
  }

  @Test
  void whereverItStandsOneOddNumberIsSeen() {
    Random random = new Random(5);
    for (int count = 1; count < 40; count++) {
      ByteBuffer bytes = bytes(4 * count);
      for (int i = 0; i < count; i++) {
        bytes.putFloat(4 * i, (float) random.nextGaussian() * (Float.MAX_VALUE / 8));
      }
      assertThat(SignalCheck.isFinite(bytes, ElementType.FLOAT32)).isTrue();
      bytes.putFloat(4 * random.nextInt(count), Float.NaN);
      assertThat(SignalCheck.isFinite(bytes, ElementType.FLOAT32)).isFalse();
    }
  }

  @Test
  void whatIsNoFloatingPointIsFinite() {
    ByteBuffer bytes = bytes(16);
    bytes.putLong(0, -1).putLong(8, -1);

    assertThat(SignalCheck.isFinite(bytes, ElementType.INT8)).isTrue();
    assertThat(SignalCheck.isFinite(bytes, ElementType.UINT8)).isTrue();
    assertThat(SignalCheck.isFinite(bytes(0), ElementType.FLOAT32)).isTrue();
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocateDirect(count).order(ByteOrder.LITTLE_ENDIAN);
  }
}
