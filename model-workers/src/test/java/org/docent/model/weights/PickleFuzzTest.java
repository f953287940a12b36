package org.docent.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.docent.protocol.failure.DocentException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with flipped bytes are read or refused in one sentence; nothing else happens. */
class PickleFuzzTest {

  private static final int FILES = 1_000;

  private final Path file;

  PickleFuzzTest(@TempDir Path folder) {
    file = folder.resolve("spoilt.bin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "views", "kinds", "extras"})
  void readsOrRefusesEverySpoiltFile(String golden) throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.golden("../pickle/" + golden + ".bin"));
    SplittableRandom random = new SplittableRandom(golden.hashCode());
    int refused = 0;
    for (int i = 0; i < FILES; i++) {
      Files.write(file, spoilt(whole, random));
      refused += assertTimeout(Duration.ofSeconds(5), this::isRefused) ? 1 : 0;
    }
    assertThat(refused).isBetween(FILES / 10, FILES);
  }

  private static byte[] spoilt(byte[] whole, SplittableRandom random) {
    byte[] bytes = whole.clone();
    for (int flips = random.nextInt(1, 9); flips > 0; flips--) {
      int flip = random.nextInt(2) == 0 ? 1 << random.nextInt(8) : random.nextInt(1, 256);
      bytes[random.nextInt(bytes.length)] ^= (byte) flip;
    }
    return bytes;
  }

  private boolean isRefused() {
    try (WeightSource source = PickleFile.open(file)) {
      for (String name : source.names()) {
        long bytes = source.spec(name).byteCount();
        assertThat((long) source.bytes(name).remaining()).isEqualTo(bytes);
      }
      return false;
    } catch (DocentException e) {
      assertThat(e).hasMessageStartingWith(file.toString());
      assertThat(e.getMessage()).hasSizeLessThan(2_000).doesNotContainPattern("\\p{Cntrl}");
      return true;
    }
  }
}
