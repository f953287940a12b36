package org.docent.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.docent.model.store.StoreFixture.MANIFEST;
import static org.docent.model.store.StoreFixture.plan;
import static org.docent.model.store.StoreFixture.signal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.docent.model.storage.SmallDisk;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.MicroBatchPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetWriterTest {

  private final Path root;

  SetWriterTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void aFullSegmentIsFollowedByAnother() {
    try (SetWriter writer = SetWriter.open(root, "a", MANIFEST, 400)) {
      for (int sample = 0; sample < 9; sample++) {
        writer.append(List.of(sample), signal(plan(sample)));
        writer.force();
      }
    }

    assertThat(StoreFixture.files(root))
        .extracting(file -> file.getFileName().toString())
        .contains("segment-a-0.signals", "segment-a-1.signals", "segment-a-1.index");
    try (StoredSet set = StoredSet.open(root)) {
      assertThat(set.size()).isEqualTo(9);
    }
  }

  @Test
  void aWriterThatHasNothingToWriteLeavesNothingBehind() {
    StoreFixture.write(root, "a");

    assertThat(StoreFixture.files(root)).containsExactly(root.resolve(StoreManifest.FILE));
  }

  @Test
  void refusesASetThatWasMadeInAnotherWayNamingTheDifference() {
    StoreFixture.write(root, "a", plan(1));
    StoreManifest other =
        new StoreManifest(Map.of("teacher weights", "cafe1234", "data", "ffff"), "", "0.1.0");

    assertThatThrownBy(() -> SetWriter.open(root, "b", other))
        .isInstanceOf(DocentException.class)
        .hasMessage(
            "the signals in "
                + root
                + " were made in another way: data is 0123abcd in the store and ffff here; make the"
                + " two agree, or give another store.path");
  }

  @Test
  void anotherVersionOfDocentGoesOnWithASet() {
    StoreFixture.write(root, "a", plan(1));
    StoreManifest later = new StoreManifest(MANIFEST.facts(), "", "0.2.0");

    SetWriter.open(root, "b", later).close();

    try (StoredSet set = StoredSet.open(root)) {
      assertThat(set.holds(List.of(1))).isTrue();
    }
  }

  @Test
  void aFullDiskIsNamedAndWhatWasForcedStays() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(root.resolve("disk"), 64)) {
      Path folder = disk.folder().resolve("dpt");
      int stored;
      try (SetWriter writer = SetWriter.open(folder, "a", MANIFEST)) {
        stored = fill(writer, folder);
      }
      try (StoredSet set = StoredSet.open(folder)) {
        assertThat(stored).isPositive();
        for (int sample = 0; sample < stored; sample++) {
          MicroBatchPlan plan = plan(sample);
          assertThat(set.read(plan)).isEqualTo(new StoredSignal.Found(signal(plan)));
        }
      }
    }
  }

  /** Writes until the disk is full and returns how many micro-batches were forced. */
  private static int fill(SetWriter writer, Path folder) {
    int[] stored = {0};
    assertThatThrownBy(
            () -> {
              while (stored[0] < 10_000) {
                writer.append(List.of(stored[0]), signal(plan(stored[0])));
                writer.force();
                stored[0]++;
              }
            })
        .isInstanceOf(DocentException.class)
        .hasMessageContaining("cannot write " + folder)
        .hasMessageContaining("bytes usable");
    return stored[0];
  }
}
