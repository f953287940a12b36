package org.docent.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.docent.model.store.StoreFixture.MANIFEST;
import static org.docent.model.store.StoreFixture.plan;
import static org.docent.model.store.StoreFixture.signal;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.docent.model.storage.Disk;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.plan.MicroBatchPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A store that was damaged in any way says so and goes on; it never gives other bytes. */
class StoreDamageTest {

  private static final MicroBatchPlan[] PLANS = {plan(3, 1), plan(5), plan(9), plan(2, 4, 6)};

  private final Path root;
  private final Path intact;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(StoredSet.class);

  StoreDamageTest(@TempDir Path root) {
    this.root = root;
    this.intact = root.resolve("intact");
  }

  @BeforeEach
  void storeAndListen() {
    StoreFixture.write(intact, "a", PLANS);
    logger.setAdditive(false);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(log);
    logger.setAdditive(true);
  }

  @Test
  void aFlipOfAnyByteIsFoundOrHarmless() throws IOException {
    SplittableRandom bits = new SplittableRandom(5);
    for (Path file : StoreFixture.files(intact)) {
      for (int i = 0; i < Files.size(file); i++) {
        int at = i;
        int flip = 1 << bits.nextInt(8);
        assertSafe(file, bytes -> flipped(bytes, at, flip), "byte " + i + " of " + file);
      }
    }
  }

  @Test
  void aFileCutAtAnyLengthIsReadAsFarAsItGoes() throws IOException {
    for (Path file : StoreFixture.files(intact)) {
      for (int i = 0; i < Files.size(file); i++) {
        int length = i;
        assertSafe(file, bytes -> Arrays.copyOf(bytes, length), file + " cut at " + i);
      }
    }
  }

  @Test
  void whateverIsInItsFilesNothingElseIsRead() throws IOException {
    SplittableRandom random = new SplittableRandom(77);
    List<Path> files = StoreFixture.files(intact);
    for (int round = 0; round < 1500; round++) {
      Path file = files.get(random.nextInt(files.size()));
      assertSafe(file, bytes -> scrambled(bytes, random), "round " + round + " of " + file);
    }
  }

  @Test
  void aTornTailAndAnIndexThatLagsAreReadFromTheRecords() throws IOException {
    Path folder = copy();
    Path segment = StoreFixture.onlyFile(folder, ".signals");
    Path index = StoreFixture.onlyFile(folder, ".index");
    Files.write(index, Arrays.copyOf(Files.readAllBytes(index), IndexEntry.BYTES + 7));
    byte[] records = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(records, records.length - 70));

    try (StoredSet set = StoredSet.open(folder)) {
      assertThat(set.size()).isEqualTo(3);
      assertThat(set.read(PLANS[2])).isEqualTo(new StoredSignal.Found(signal(PLANS[2])));
      assertThat(set.holds(PLANS[3].samples())).isFalse();
    }
    assertThat(log.list).isEmpty();
  }

  @Test
  void aLostIndexIsMadeAnewFromItsSegment() throws IOException {
    Path folder = copy();
    Path index = StoreFixture.onlyFile(folder, ".index");
    byte[] before = Files.readAllBytes(index);
    Files.delete(index);

    try (StoredSet set = StoredSet.open(folder)) {
      assertThat(set.size()).isEqualTo(PLANS.length);
      set.mendIndexes();
    }

    assertThat(index).hasBinaryContent(before);
  }

  @Test
  void aDamagedRecordIsNamedAndMissingAndWritingItAgainRepairsIt() throws IOException {
    Path folder = copy();
    Path segment = StoreFixture.onlyFile(folder, ".signals");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length - RecordFront.ALIGNMENT] ^= 4; // in the last payload
    Files.write(segment, bytes);
    MicroBatchPlan last = PLANS[3];

    try (StoredSet set = StoredSet.open(folder)) {
      assertThat(set.holds(last.samples())).isTrue();
      assertThat(set.read(last))
          .isInstanceOfSatisfying(
              StoredSignal.Damaged.class,
              damaged ->
                  assertThat(damaged.what())
                      .contains("at byte ", segment.toString(), "[2, 4, 6]", "CRC-32C"));
      assertThat(set.holds(last.samples())).isFalse();
    }
    StoreFixture.write(folder, "a", last);

    assertEverythingIsRead(folder, "after the repair");
  }

  @Test
  void aDamagedManifestIsRefusedAndComesBackWithTheNextCapture() throws IOException {
    Path folder = copy();
    Path manifest = folder.resolve(StoreManifest.FILE);
    Files.writeString(manifest, Files.readString(manifest).replace("cafe1234", "cafe1235"));

    assertThatThrownBy(() -> StoredSet.open(folder))
        .isInstanceOf(DocentException.class)
        .hasMessage(
            manifest
                + " is damaged (its SHA-256 does not fit); remove it and capture again: that writes"
                + " it anew and keeps all signals that were made alike");
    Files.delete(manifest);
    StoreFixture.write(folder, "b");

    assertEverythingIsRead(folder, "after the manifest came back");
  }

  /** Reads a damaged copy, then stores what is missing again, after which all is there. */
  private void assertSafe(Path file, UnaryOperator<byte[]> damage, String what) throws IOException {
    Path folder = copy();
    Path damaged = folder.resolve(file.getFileName());
    Files.write(damaged, damage.apply(Files.readAllBytes(damaged)));
    try {
      repair(folder, what);
    } catch (DocentException e) {
      assertThat(e).as(what).hasMessageContaining(damaged.toString());
      assertThat(damaged).as(what).hasFileName(StoreManifest.FILE);
      Files.delete(damaged);
      repair(folder, what);
    }
    assertEverythingIsRead(folder, what);
  }

  private static void repair(Path folder, String what) {
    try (StoredSet set = StoredSet.open(folder);
        SetWriter writer = SetWriter.open(folder, "b", MANIFEST)) {
      for (MicroBatchPlan plan : PLANS) {
        StoredSignal read = set.read(plan);
        if (read instanceof StoredSignal.Found found) {
          assertThat(found.signal()).as(what).isEqualTo(signal(plan));
        } else {
          writer.append(plan.samples(), signal(plan));
        }
      }
    }
  }

  private static void assertEverythingIsRead(Path folder, String what) {
    try (StoredSet set = StoredSet.open(folder)) {
      for (MicroBatchPlan plan : PLANS) {
        assertThat(set.read(plan)).as(what).isEqualTo(new StoredSignal.Found(signal(plan)));
      }
    }
  }

  private static byte[] flipped(byte[] bytes, int at, int flip) {
    bytes[at] ^= (byte) flip;
    return bytes;
  }

  /** Some bytes are others, a piece is moved, or the file is longer or shorter. */
  private static byte[] scrambled(byte[] bytes, SplittableRandom random) {
    byte[] result = Arrays.copyOf(bytes, Math.max(0, bytes.length + random.nextInt(-90, 200)));
    if (result.length == 0) {
      return result;
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      result[random.nextInt(result.length)] = (byte) random.nextInt(256);
    }
    if (random.nextBoolean() && bytes.length > 2) {
      int from = random.nextInt(bytes.length);
      int to = random.nextInt(result.length);
      int length = random.nextInt(1 + Math.min(bytes.length - from, result.length - to));
      System.arraycopy(bytes, from, result, to, length);
    }
    return result;
  }

  private Path copy() throws IOException {
    Path folder = root.resolve("copy");
    Disk.deleteTree(folder);
    Files.createDirectories(folder);
    for (Path file : StoreFixture.files(intact)) {
      Files.copy(file, folder.resolve(file.getFileName()));
    }
    return folder;
  }
}
