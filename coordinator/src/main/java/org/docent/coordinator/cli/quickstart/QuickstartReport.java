package org.docent.coordinator.cli.quickstart;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a finished quickstart has to tell.
 *
 * @param dataSeed the seed of pictures and labels
 * @param runSeed the seed of weights and batch order
 * @param labelNoise share of the student's labels that are wrong
 * @param duration wall time of the whole command
 * @param scores in the order they are to be read; the finals of {@link #UNDISTILLED} and {@link
 *     #DISTILLED} are their last ones
 * @param charts captions to PNG files
 * @param paths what each file or folder is to where it stands
 */
public record QuickstartReport(
    long dataSeed,
    long runSeed,
    double labelNoise,
    Duration duration,
    List<Score> scores,
    Map<String, Path> charts,
    Map<String, Path> paths,
    List<Demonstration> demonstrations) {

  /** Name of the teacher's scores. */
  public static final String TEACHER = "teacher";

  /** Name of the scores of the student that trained without a teacher. */
  public static final String UNDISTILLED = "undistilled";

  /** Name of the scores of the student that trained with one. */
  public static final String DISTILLED = "distilled";

  public QuickstartReport {
    scores = List.copyOf(scores);
    charts = Collections.unmodifiableMap(new LinkedHashMap<>(charts));
    paths = Collections.unmodifiableMap(new LinkedHashMap<>(paths));
    demonstrations = List.copyOf(demonstrations);
  }

  /** The last score under a name. */
  public Optional<Score> last(String name) {
    return scores.stream().filter(score -> score.name().equals(name)).reduce((a, b) -> b);
  }

  /** The best score under a name, whatever its stage. */
  public Optional<Score> best(String name) {
    return scores.stream()
        .filter(score -> score.name().equals(name))
        .max((a, b) -> Double.compare(a.overall(), b.overall()));
  }
}
