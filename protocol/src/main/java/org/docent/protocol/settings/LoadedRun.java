package org.docent.protocol.settings;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that was read.
 *
 * @param resolvedText every effective value as HOCON with absolute paths and no substitutions;
 *     {@link SettingsLoader#parse} makes equal settings of it on any node
 */
public record LoadedRun(RunSettings settings, String resolvedText) {

  /** The run as each of its students sees it. */
  public List<LoadedRun> alone() {
    return settings.students().size() == 1
        ? List.of(this)
        : settings.alone().stream().map(run -> new LoadedRun(run, ResolvedText.of(run))).toList();
  }

  /**
   * The run that captures the signals of this one into its store and trains nothing.
   *
   * @param directory its run directory
   */
  public LoadedRun capturing(Path directory) {
    RunSettings capture = settings.capturing(directory);
    return new LoadedRun(capture, ResolvedText.of(capture));
  }

  /**
   * The same run with what it left open settled: {@code share-vision-tower} and {@code
   * compared-vocabulary}.
   *
   * @param sameTower whether teacher and student have the same vision tower
   * @param compared logits they are compared over; null without a teacher
   */
  public LoadedRun settled(boolean sameTower, @Nullable Integer compared) {
    RunSettings settled = settings;
    if (settings.vision().sharing() == VisionSharing.AUTO) {
      settled = settled.sharing(sameTower ? VisionSharing.ALWAYS : VisionSharing.NEVER);
    }
    if (settings.comparedVocabulary() == null && compared != null) {
      settled = settled.comparing(compared);
    }
    return settled.equals(settings) ? this : new LoadedRun(settled, ResolvedText.of(settled));
  }
}
