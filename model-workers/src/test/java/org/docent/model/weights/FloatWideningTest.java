package org.docent.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloatWideningTest {

  private static final int HALVES = 1 << 16;

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void widensAllHalvesAsNumpyAndPyTorchDo(ElementType type) throws Exception {
    assertThat(sha256WithoutNan(widened(type)))
        .isEqualTo(Fixtures.json("halves.json").path(type.name()).asText());
  }

  @Test
  void keepsEveryNanOfFloat16() throws IOException {
    ByteBuffer floats = widened(ElementType.F16);
    int nans = 0;
    for (int half = 0; half < HALVES; half++) {
      nans += Float.isNaN(floats.getFloat(half * Float.BYTES)) ? 1 : 0;
    }
    assertThat(nans).isEqualTo(Fixtures.json("halves.json").path("nan_f16").asInt());
  }

  @Test
  void knowsTheCornersOfFloat16() {
    assertThat(float16(0x0001)).isEqualTo(0x1p-24f);
    assertThat(float16(0x83ff)).isEqualTo(-1023 * 0x1p-24f);
    assertThat(float16(0x0400)).isEqualTo(0x1p-14f);
    assertThat(float16(0x7bff)).isEqualTo(65504f);
    assertThat(float16(0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Float.floatToRawIntBits(float16(0x8000))).isEqualTo(0x80000000);
    assertThat(FloatWidening.float16ToFloat32((short) 0xfe01)).isEqualTo(0xffc02000);
  }

  private static float float16(int bits) {
    return Float.intBitsToFloat(FloatWidening.float16ToFloat32((short) bits));
  }

  private static ByteBuffer widened(ElementType type) {
    ByteBuffer from = ByteBuffer.allocate(HALVES * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (int half = 0; half < HALVES; half++) {
      from.putShort((short) half);
    }
    ByteBuffer to = ByteBuffer.allocate(HALVES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    FloatWidening.widen(type, from.flip(), to);
    return to;
  }

  private static String sha256WithoutNan(ByteBuffer floats) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int at = 0; at < floats.capacity(); at += Float.BYTES) {
      if (!Float.isNaN(floats.getFloat(at))) {
        digest.update(floats.slice(at, Float.BYTES));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
