package org.docent.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.docent.model.distill.TeacherHead;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.settings.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadFileTest {

  private final Path store;

  HeadFileTest(@TempDir Path store) {
    this.store = store;
  }

  @Test
  void givesBackTheHeadThatWasStored() {
    String digest = HeadFile.write(store, head(), "a");

    TeacherHead read = HeadFile.read(store, digest);

    assertThat(read).isEqualTo(head());
    assertThat(read.weights().isDirect()).isTrue();
    assertThat(HeadFile.write(store, head(), "b")).isEqualTo(digest);
    assertThat(StoreFixture.files(store)).hasSize(1);
  }

  @Test
  void everyFlippedByteIsFoundAndWritingItAgainRepairsIt() throws IOException {
    String digest = HeadFile.write(store, head(), "a");
    Path file = StoreFixture.onlyFile(store, ".bin");
    byte[] intact = Files.readAllBytes(file);
    for (int i = 0; i < intact.length; i++) {
      byte[] damaged = intact.clone();
      damaged[i] ^= 16;
      Files.write(file, damaged);
      assertThatThrownBy(() -> HeadFile.read(store, digest))
          .isInstanceOf(DocentException.class)
          .hasMessageContaining(file.toString());
    }

    HeadFile.write(store, head(), "a");

    assertThat(HeadFile.read(store, digest)).isEqualTo(head());
  }

  private static TeacherHead head() {
    ByteBuffer weights = ByteBuffer.allocateDirect(2 * 5 * 3).order(ByteOrder.LITTLE_ENDIAN);
    for (short i = 0; i < 15; i++) {
      weights.putShort(i);
    }
    return new TeacherHead(5, 3, Dtype.BF16, weights.flip());
  }
}
