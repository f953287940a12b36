package org.docent.coordinator.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.docent.coordinator.ledger.StageSamples;
import org.docent.protocol.settings.BatchSettings;
import org.docent.protocol.settings.RunSettings;
import org.docent.protocol.settings.WorkSettings;
import org.jspecify.annotations.Nullable;

/**
 * A run to simulate, all of it drawn from its seed.
 *
 * @param students that learn from the same teachers
 * @param teachers worker processes to begin with
 * @param crowd whether it is about many teachers, with steps and students to keep them at work
 */
public record Scenario(long seed, int students, int teachers, boolean crowd) {

  private static final Duration LEASE = Duration.ofSeconds(4);
  private static final int MANY = 50;
  private static final int STEP_OF_A_CROWD = 64;

  /** A run of few: one to three students, one to five teachers. */
  public static Scenario of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int students = Math.max(1, random.nextInt(-1, 4));
    return new Scenario(seed, students, random.nextInt(1, 6), false);
  }

  /** A run of that many teachers. */
  public static Scenario of(long seed, int teachers) {
    return new Scenario(seed, 1, teachers, teachers >= MANY);
  }

  /** How long a teacher has for a micro-batch. */
  Duration lease() {
    return LEASE;
  }

  /** How long a teacher takes for one. */
  int teacherMillis(SplittableRandom random) {
    return random.nextInt(50, 1_500);
  }

  /** How long a student takes for one. */
  int studentMillis(SplittableRandom random) {
    return crowd ? random.nextInt(3) : random.nextInt(10, 400);
  }

  RunSettings settings(SplittableRandom random) {
    int parts = crowd ? STEP_OF_A_CROWD : random.nextInt(1, 4);
    BatchSettings batch = new BatchSettings(crowd ? 1 : random.nextInt(1, 3), parts);
    int every = random.nextInt(0, 4);
    int longest = crowd ? 2 * teachers / STEP_OF_A_CROWD + 2 : 8;
    WorkSettings work =
        new WorkSettings(
            runAhead(random),
            2,
            crowd ? 1 << 10 : random.nextInt(1, 100),
            LEASE,
            Duration.ofMillis(Simulation.BEAT_MILLIS),
            Simulation.STRIKES,
            Duration.ZERO);
    return VirtualRuns.run(
        IntStream.range(0, students).mapToObj(i -> "s" + i).toList(),
        work,
        List.of(
            new VirtualRuns.Stage("dpt", true, false, batch, random.nextInt(1, longest), every),
            new VirtualRuns.Stage("sft", false, true, batch, random.nextInt(1, 5), every),
            new VirtualRuns.Stage("dft", true, true, batch, random.nextInt(1, longest), every)));
  }

  private @Nullable Integer runAhead(SplittableRandom random) {
    boolean given = random.nextInt(3) > 0;
    int size = random.nextInt(1, 9);
    return given && !crowd ? size : null;
  }

  /** Of each stage. */
  List<StageSamples> samples(SplittableRandom random) {
    List<StageSamples> samples = new ArrayList<>();
    int few = crowd ? 2_000 : 7;
    samples.add(StageSamples.counted(few));
    samples.add(measured(few / 2 + 2, random));
    samples.add(measured(few + 2, random));
    return samples;
  }

  private static StageSamples measured(int count, SplittableRandom random) {
    return StageSamples.measured(
        random.ints(count, 1, 50).map(words -> random.nextInt(3) == 0 ? -words : words).toArray());
  }
}
