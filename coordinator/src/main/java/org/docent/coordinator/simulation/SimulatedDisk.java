package org.docent.coordinator.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.manifest.Timeline;
import org.docent.protocol.id.MicroBatchId;
import org.docent.protocol.id.StepId;
import org.docent.protocol.id.StudentId;
import org.jspecify.annotations.Nullable;

/**
 * The run directory: of each student the last two checkpoints and who may write more. Nothing of a
 * checkpoint is there before all of it is.
 */
final class SimulatedDisk {

  /** A checkpoint: the micro-batches that moved its weights. */
  record Checkpoint(Cursor cursor, List<MicroBatchId> weights, SimulatedStudent writer) {}

  private static final int KEPT = 2;

  private final Timeline timeline;
  private final Map<StudentId, NavigableMap<Integer, Checkpoint>> checkpoints = new HashMap<>();
  private final Map<StudentId, SimulatedStudent> owners = new HashMap<>();

  /** Whether it is full, or away: nothing can be written. */
  boolean broken;

  SimulatedDisk(Timeline timeline) {
    this.timeline = timeline;
  }

  /** From now on nobody but that process writes for its student. */
  void claim(SimulatedStudent owner) {
    owners.put(owner.id, owner);
  }

  boolean isFenced(SimulatedStudent writer) {
    SimulatedStudent owner = owners.get(writer.id);
    return owner != null && owner != writer;
  }

  /**
   * Commits a checkpoint.
   *
   * @return its directory, null when the writer was fenced
   */
  @Nullable String commit(
      SimulatedStudent writer, StepId next, List<MicroBatchId> weights, Invariants invariants) {
    if (isFenced(writer)) {
      return null;
    }
    int done = timeline.globalStep(next);
    String directory = writer.id + "/checkpoint-" + done;
    invariants.noCommitByAFencedStudent(owners.get(writer.id) != writer, writer, directory);
    NavigableMap<Integer, Checkpoint> its = of(writer.id);
    its.put(
        done,
        new Checkpoint(
            new Cursor(timeline.normalise(next), directory), List.copyOf(weights), writer));
    while (its.size() > KEPT) {
      its.pollFirstEntry();
    }
    return directory;
  }

  /** Where a student goes on. */
  Cursor latest(StudentId student) {
    NavigableMap<Integer, Checkpoint> its = of(student);
    return its.isEmpty() ? Cursor.BEGINNING : its.lastEntry().getValue().cursor();
  }

  /** The checkpoint in a directory; null when there is none. */
  @Nullable Checkpoint at(StudentId student, String directory) {
    return of(student).values().stream()
        .filter(checkpoint -> directory.equals(checkpoint.cursor().checkpoint()))
        .findFirst()
        .orElse(null);
  }

  /** The newest checkpoint of a student is found to be damaged and passed over from now on. */
  void damageNewest(StudentId student) {
    of(student).pollLastEntry();
  }

  private NavigableMap<Integer, Checkpoint> of(StudentId student) {
    return checkpoints.computeIfAbsent(student, any -> new TreeMap<>());
  }
}
