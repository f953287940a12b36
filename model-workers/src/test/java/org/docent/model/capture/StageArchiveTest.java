package org.docent.model.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.docent.model.distill.Signal;
import org.docent.model.store.StoredSet;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.signal.ElementType;
import org.docent.protocol.signal.SignalHeader;
import org.docent.protocol.signal.SignalSection;
import org.docent.protocol.signal.TensorSpec;
import org.docent.protocol.teacher.CodeVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageArchiveTest {

  private static final Map<String, String> FACTS = Map.of("data", "0123");

  private final Path folder;

  StageArchiveTest(@TempDir Path root) {
    this.folder = root.resolve("dpt");
  }

  @Test
  void keepsWhatItIsGivenInThePlaceOfWhatWasThere() {
    try (StageArchive archive = new StageArchive(folder, "a", FACTS, () -> "head")) {
      archive.keep(List.of(1), signal("cafe"));
      archive.keep(List.of(2, 3), signal("cafe"));
      archive.force();
    }
    try (StageArchive later = new StageArchive(folder, "b", FACTS, () -> "head")) {
      later.keep(List.of(2, 3), signal("cafe"));
      later.keep(List.of(4), signal("cafe"));
    }

    try (StoredSet set = StoredSet.open(folder)) {
      assertThat(set.size()).isEqualTo(3);
      assertThat(set.bytes()).isEqualTo(4 * set.find(List.of(1)).orElseThrow());
      assertThat(set.manifest())
          .hasValueSatisfying(
              manifest -> {
                assertThat(manifest.facts())
                    .containsEntry(SignalFacts.TEACHER, "cafe")
                    .containsEntry("data", "0123");
                assertThat(manifest.head()).isEqualTo("head");
                assertThat(manifest.code()).isEqualTo(CodeVersion.DOCENT);
              });
    }
  }

  @Test
  void aTeacherWithOtherWeightsIsRefusedBeforeAnythingIsWritten() {
    try (StageArchive archive = new StageArchive(folder, "a", FACTS, () -> "")) {
      archive.keep(List.of(1), signal("cafe"));
    }

    try (StageArchive later = new StageArchive(folder, "b", FACTS, () -> "")) {
      assertThatThrownBy(() -> later.keep(List.of(2), signal("beef")))
          .isInstanceOf(DocentException.class)
          .hasMessageContaining(SignalFacts.TEACHER + " is cafe in the store and beef here");
    }
  }

  private static Signal signal(String teacher) {
    ByteBuffer payload = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
    payload.putFloat(1).putFloat(2).flip();
    return new Signal(
        new SignalHeader(
            new MicroBatchId(0, 1, 0, 2),
            9,
            teacher,
            "hidden",
            List.of(new TensorSpec(SignalSection.RESPONSE_HIDDEN, ElementType.FLOAT32, 1, 2))),
        payload);
  }
}
