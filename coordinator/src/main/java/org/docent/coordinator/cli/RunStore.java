package org.docent.coordinator.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.docent.coordinator.ledger.StoredSignals;
import org.docent.model.capture.SignalFacts;
import org.docent.model.store.HeadFile;
import org.docent.model.store.StoreManifest;
import org.docent.model.store.StoredSet;
import org.docent.model.train.DistilledStudent;
import org.docent.model.vlm.Part;
import org.docent.model.weights.ModelSource;
import org.docent.protocol.encoding.SignalEncoding;
import org.docent.protocol.failure.DocentException;
import org.docent.protocol.id.StepId;
import org.docent.protocol.plan.MicroBatchPlan;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.SignalOrigin;
import org.jspecify.annotations.Nullable;

/**
 * A run's store as its coordinator sees it: what was captured of each stage, and whether the run
 * may use it.
 */
final class RunStore implements StoredSignals, AutoCloseable {

  private final RunSettings run;
  private final Map<Integer, StoredSet> sets = new TreeMap<>();
  private StepId refreshedFor = new StepId(0, 0);

  private RunStore(RunSettings run) {
    this.run = run;
  }

  /** Opens what a run reads or captures; of a run that does neither, nothing. */
  static RunStore open(RunSettings run) {
    RunStore store = new RunStore(run);
    boolean used = run.store().origin().reads() || run.store().origin() == SignalOrigin.CAPTURE;
    for (int stage = 0; used && stage < run.stages().size(); stage++) {
      if (run.stage(stage).needsTeacher()) {
        store.sets.put(stage, StoredSet.open(run.store().folderOf(run.stage(stage))));
      }
    }
    return store;
  }

  /**
   * Opens what a run reads, and refuses what it cannot use.
   *
   * @param run with everything settled
   * @throws DocentException as {@link #requireUsable}
   */
  static RunStore openFor(RunSettings run, Preflight preflight) {
    if (run.store().origin() == SignalOrigin.CAPTURE) {
      throw DocentException.stop(
          "signal-source is capture, which only docent capture sets: run docent capture, or set it to live, store or store-then-live");
    }
    RunStore store = open(run);
    try {
      store.requireUsable(preflight);
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** What is stored of a stage, if the run uses a store for it. */
  Optional<StoredSet> set(int stage) {
    return Optional.ofNullable(sets.get(stage));
  }

  @Override
  public OptionalLong find(MicroBatchPlan plan) {
    StoredSet set = sets.get(plan.id().stage());
    if (set == null) {
      return OptionalLong.empty();
    }
    OptionalLong found = set.find(plan.samples());
    boolean mayHaveGrown = run.store().write() && !refreshedFor.equals(plan.id().stepId());
    if (found.isPresent() || !mayHaveGrown) {
      return found;
    }
    refreshedFor = plan.id().stepId();
    set.refresh();
    return set.find(plan.samples());
  }

  /**
   * Whether the stored signals carry the features of a vision tower that a student has and computes
   * alike.
   */
  boolean hasTowerOf(RunSettings alone, ModelSource student) {
    String types = SignalFacts.types(alone.student().precision());
    return sets.values().stream()
        .flatMap(set -> set.manifest().stream())
        .map(StoreManifest::facts)
        .filter(facts -> !SignalFacts.NONE.equals(facts.get(SignalFacts.FEATURES)))
        .filter(facts -> types.equals(facts.get(SignalFacts.TYPES)))
        .anyMatch(
            facts ->
                student.fingerprint(Part.VISION_TOWER).equals(facts.get(SignalFacts.FEATURES)));
  }

  /** Rows of the head of the teacher that made the stored signals; null when there are none. */
  @Nullable Integer teacherVocabulary() {
    return sets.values().stream()
        .flatMap(set -> set.manifest().stream())
        .map(manifest -> manifest.facts().get(SignalFacts.VOCABULARY))
        .filter(Objects::nonNull)
        .map(Integer::valueOf)
        .findFirst()
        .orElse(null);
  }

  /** What is wrong with the head by which a student reads a stage's signals; empty for nothing. */
  Optional<String> headFault(int stage) {
    Optional<StoreManifest> manifest = set(stage).flatMap(StoredSet::manifest);
    if (manifest.isEmpty() || !SignalEncoding.of(run, stage).needsHead()) {
      return Optional.empty();
    }
    try {
      HeadFile.read(run.store().folder(), manifest.get().head());
      return Optional.empty();
    } catch (DocentException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /**
   * Refuses signals that a run's students cannot use, and in a run without teachers a store that
   * lacks any.
   *
   * @param preflight what was found when the run was looked at
   * @throws DocentException naming the first difference, or what is missing
   */
  private void requireUsable(Preflight preflight) {
    if (!run.store().origin().reads()) {
      return;
    }
    for (RunSettings alone : run.alone()) {
      requireAgreement(alone);
      String checkpoint = RunDirectory.of(alone).cursor(preflight.timeline()).checkpoint();
      if (checkpoint != null) {
        requireTeacherOf(Path.of(checkpoint));
      }
    }
    if (run.store().origin() == SignalOrigin.STORE) {
      sets.keySet().forEach(stage -> requireComplete(stage, preflight));
      sets.keySet().forEach(this::requireHead);
    }
  }

  private void requireAgreement(RunSettings alone) {
    try (ModelSource student = ModelSource.openStudent(alone.student(), alone.vision())) {
      SignalFacts facts = new SignalFacts(alone, student);
      eachManifest(
          (stage, manifest) ->
              manifest.requireFacts(facts.needed(stage), run.store().folderOf(run.stage(stage))));
    }
    eachManifest(
        (stage, manifest) ->
            requireTeacher(stage, manifest, teacher(firstManifest()), "the others"));
  }

  private void requireTeacherOf(Path checkpoint) {
    String before = DistilledStudent.teacherOf(checkpoint).orElse("");
    if (!before.isEmpty()) {
      eachManifest(
          (stage, manifest) -> requireTeacher(stage, manifest, before, checkpoint.toString()));
    }
  }

  private void requireTeacher(int stage, StoreManifest manifest, String teacher, String whose) {
    if (!teacher(manifest).equals(teacher)) {
      throw DocentException.stop(
          "the signals in %s come from a teacher with weights %s, those of %s from %s: a run has one teacher; capture the stage again from it into another store.path"
              .formatted(
                  run.store().folderOf(run.stage(stage)), teacher(manifest), whose, teacher));
    }
  }

  private StoreManifest firstManifest() {
    return sets.values().stream().flatMap(set -> set.manifest().stream()).findFirst().orElseThrow();
  }

  private static String teacher(StoreManifest manifest) {
    return manifest.facts().getOrDefault(SignalFacts.TEACHER, "");
  }

  private void eachManifest(BiConsumer<Integer, StoreManifest> check) {
    sets.forEach((stage, set) -> set.manifest().ifPresent(known -> check.accept(stage, known)));
  }

  private void requireComplete(int stage, Preflight preflight) {
    StoredCoverage coverage = StoredCoverage.of(preflight.planner(run, stage), this);
    coverage
        .firstMissing()
        .ifPresent(
            missing -> {
              throw DocentException.stop(
                  "signal-source = store, but %s holds %d of the %d micro-batches of stage %s and not that of samples %s, which step %d needs: docent capture%s adds what is missing, signal-source = store-then-live has teachers compute it"
                      .formatted(
                          run.store().folderOf(run.stage(stage)),
                          coverage.held(),
                          coverage.all(),
                          run.stage(stage).name(),
                          missing.samples(),
                          missing.id().step() + 1,
                          coverage.epochs() > 1 ? " --epochs " + coverage.epochs() : ""));
            });
  }

  private void requireHead(int stage) {
    headFault(stage)
        .ifPresent(
            fault -> {
              throw DocentException.stop(fault);
            });
  }

  @Override
  public void close() {
    sets.values().forEach(StoredSet::close);
  }
}
