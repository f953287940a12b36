package org.docent.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.docent.model.store.StoreFixture.MANIFEST;
import static org.docent.model.store.StoreFixture.plan;
import static org.docent.model.store.StoreFixture.signal;
import static org.docent.model.store.StoreFixture.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.docent.model.distill.Signal;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredSetTest {

  private final Path folder;

  StoredSetTest(@TempDir Path root) {
    this.folder = root.resolve("dpt");
  }

  @Test
  void givesBackWhatWasStoredUnderTheIdThatIsAskedFor() {
    write(folder, "a", plan(7, 3), plan(4), plan(5));
    MicroBatchPlan later = new MicroBatchPlan(new MicroBatchId(2, 90, 0, 3), List.of(7, 3));

    try (StoredSet set = StoredSet.open(folder)) {
      assertThat(set.size()).isEqualTo(3);
      assertThat(set.manifest()).contains(MANIFEST);
      assertThat(set.read(later))
          .isEqualTo(
              new StoredSignal.Found(
                  new Signal(signal(later).header(), signal(plan(7, 3)).payload())));
      assertFound(set, plan(4));
      assertFound(set, plan(5));
    }
  }

  @Test
  void anotherOrderOrCutIsAMiss() {
    write(folder, "a", plan(7, 3));

    try (StoredSet set = StoredSet.open(folder)) {
      for (MicroBatchPlan other : List.of(plan(3, 7), plan(7), plan(7, 3, 1))) {
        assertThat(set.holds(other.samples())).isFalse();
        assertThat(set.read(other)).isEqualTo(new StoredSignal.Missing());
      }
    }
  }

  @Test
  void aFolderThatIsNotThereHoldsNothingUntilSomebodyWritesIt() {
    try (StoredSet set = StoredSet.open(folder)) {
      assertThat(set.size()).isZero();
      assertThat(set.manifest()).isEmpty();

      write(folder, "a", plan(1), plan(2));
      set.refresh();

      assertThat(set.size()).isEqualTo(2);
      assertFound(set, plan(2));
    }
  }

  @Test
  void seesWhatAWriterForcesMeanwhile() {
    try (SetWriter writer = SetWriter.open(folder, "a", MANIFEST)) {
      writer.append(plan(1).samples(), signal(plan(1)));
      writer.force();
      try (StoredSet set = StoredSet.open(folder)) {
        writer.append(plan(2).samples(), signal(plan(2)));
        set.refresh();
        assertThat(set.holds(List.of(2))).isFalse();

        writer.force();
        set.refresh();
        assertThat(set.holds(List.of(2))).isTrue();
        assertFound(set, plan(1));
        assertFound(set, plan(2));
      }
    }
  }

  @Test
  void severalWritersFillOneSet() {
    try (SetWriter one = SetWriter.open(folder, "a", MANIFEST);
        SetWriter other = SetWriter.open(folder, "b", MANIFEST);
        SetWriter namesake = SetWriter.open(folder, "a", MANIFEST)) {
      one.append(plan(1).samples(), signal(plan(1)));
      other.append(plan(2).samples(), signal(plan(2)));
      namesake.append(plan(3).samples(), signal(plan(3)));
    }
    try (StoredSet set = StoredSet.open(folder)) {
      assertThat(set.size()).isEqualTo(3);
      for (int sample = 1; sample <= 3; sample++) {
        assertFound(set, plan(sample));
      }
    }
  }

  @Test
  void theRecordThatWasWrittenLaterWins() {
    Signal other = new Signal(signal(plan(2)).header(), signal(plan(12)).payload());
    write(folder, "z", plan(2));
    try (SetWriter writer = SetWriter.open(folder, "a", MANIFEST)) {
      writer.append(List.of(2), other);
    }

    try (StoredSet set = StoredSet.open(folder)) {
      assertThat(set.size()).isEqualTo(1);
      assertThat(set.read(plan(2))).isEqualTo(new StoredSignal.Found(other));
    }
  }

  @Test
  void signalsThatWereMadeInAnotherWayAreNotUsed() throws IOException {
    write(folder, "a", plan(1));
    Files.delete(folder.resolve(StoreManifest.FILE));
    StoreManifest others = new StoreManifest(Map.of("teacher weights", "beef"), "", "0.1.0");
    try (SetWriter writer = SetWriter.open(folder, "b", others)) {
      writer.append(List.of(2), signal(plan(2)));
    }

    try (StoredSet set = StoredSet.open(folder)) {
      assertThat(set.holds(List.of(1))).isFalse();
      assertThat(set.holds(List.of(2))).isTrue();
    }
  }

  @Test
  void aCapturesBytesDoNotShowWhenItWasMade() throws IOException {
    write(folder, "a", plan(3));
    Path again = folder.resolveSibling("again");
    MicroBatchPlan later = new MicroBatchPlan(new MicroBatchId(1, 50, 0, 2), List.of(3));
    write(again, "a", later);

    assertThat(StoreFixture.onlyFile(again, ".signals"))
        .hasSameBinaryContentAs(StoreFixture.onlyFile(folder, ".signals"));
  }

  private static void assertFound(StoredSet set, MicroBatchPlan plan) {
    assertThat(set.read(plan)).isEqualTo(new StoredSignal.Found(signal(plan)));
  }
}
