package org.docent.actors.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.docent.model.distill.Signal;
import org.docent.model.distill.TeacherHead;
import org.docent.model.store.HeadFile;
import org.docent.model.store.SetWriter;
import org.docent.model.store.StoreManifest;
import org.docent.model.store.StoredSets;
import org.docent.protocol.control.StudentProtocol.SignalAvailable;
import org.docent.protocol.failure.Category;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.LeaseEpoch;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.TeacherId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.settings.SettingsLoader;
import org.docent.protocol.signal.SignalLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayedSignalsTest {

  private static final SignalLocation NOWHERE = new SignalLocation("store", "", 0);
  private static final MicroBatchPlan PLAN = plan(0, 4, 8);
  private static final Signal LIVE = Signals.counting(PLAN.id(), 1, 1, 99);

  private final Path store;
  private final ReplayedSignals signals;

  ReplayedSignalsTest(@TempDir Path folder) {
    this.store = folder.resolve("store");
    String run =
        """
        stages = [dpt]
        stage.dpt.data-path = data.json
        student.model-path = student
        signal-source = store
        store.path = "%s"
        """
            .formatted(store);
    this.signals =
        new ReplayedSignals(
            SettingsLoader.parse(run), new StoredSets(), new Teachers(), Runnable::run);
  }

  @Test
  void readsWhatTheStoreOffersAndPullsWhatTeachersOffer() {
    Signal kept = keep("");

    Signal read = join(signals.fetch(offer(TeacherId.STORE), PLAN));
    Signal pulled = join(signals.fetch(offer(new TeacherId("t")), PLAN));

    assertThat(read).isEqualTo(kept);
    assertThat(pulled).isSameAs(LIVE);
  }

  @Test
  void findsWhatWasKeptSinceItOpenedTheStore() {
    assertFault(signals.fetch(offer(TeacherId.STORE), PLAN))
        .hasMessage(store + " does not hold samples [4, 8]");

    Signal kept = keep("");

    assertThat(join(signals.fetch(offer(TeacherId.STORE), PLAN))).isEqualTo(kept);
  }

  @Test
  void aDamagedRecordFailsItsFetchNamingThePlace() throws IOException {
    keep("");
    Path segment = onlyFile(store.resolve("dpt"), ".signals");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[bytes.length - 64] ^= 1;
    Files.write(segment, bytes);

    assertFault(signals.fetch(offer(TeacherId.STORE), PLAN))
        .hasMessageContaining("at byte 0 of " + segment)
        .hasMessageContaining("[4, 8]");
  }

  @Test
  void theHeadComesFromTheStoreOrFromTheTeacherThatOffers() throws IOException {
    assertFault(signals.head(NOWHERE, TeacherId.STORE))
        .hasMessage(store + " has no teacher's head");
    TeacherHead head = Signals.head(3, 2, 5);
    keep(HeadFile.write(store, head, "a"));

    assertThat(join(signals.head(NOWHERE, new TeacherId("t")))).isEqualTo(Signals.head(1, 1, 0));
    assertThat(join(signals.head(NOWHERE, TeacherId.STORE))).isEqualTo(head);

    Path file = onlyFile(store, ".bin");
    Files.write(file, new byte[80]);
    assertFault(signals.head(NOWHERE, TeacherId.STORE)).hasMessageContaining(file.toString());
  }

  private Signal keep(String head) {
    StoreManifest manifest = new StoreManifest(Map.of("data", "d"), head, "docent");
    Signal signal = Signals.counting(PLAN.id(), 2, 3, 7);
    try (SetWriter writer = SetWriter.open(store.resolve("dpt"), "a", manifest)) {
      writer.append(PLAN.samples(), signal);
    }
    return signal;
  }

  private static MicroBatchPlan plan(int part, Integer... samples) {
    return new MicroBatchPlan(new MicroBatchId(0, 0, 0, part), List.of(samples));
  }

  private static SignalAvailable offer(TeacherId teacher) {
    return new SignalAvailable(teacher, PLAN.id(), LeaseEpoch.NONE, NOWHERE, 64);
  }

  private static Path onlyFile(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertFault(
      CompletionStage<?> stage) {
    return assertThatThrownBy(() -> join(stage))
        .isInstanceOfSatisfying(
            DocentException.class, fault -> assertThat(fault.category()).isEqualTo(Category.RETRY));
  }

  private static <T> T join(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw (DocentException) e.getCause();
    }
  }

  /** Teachers that give the same, whoever is asked. */
  private static final class Teachers implements SignalSource {
    @Override
    public CompletionStage<Signal> fetch(SignalAvailable offer, MicroBatchPlan plan) {
      return CompletableFuture.completedStage(LIVE);
    }

    @Override
    public CompletionStage<TeacherHead> head(SignalLocation location, TeacherId teacher) {
      return CompletableFuture.completedStage(Signals.head(1, 1, 0));
    }
  }
}
