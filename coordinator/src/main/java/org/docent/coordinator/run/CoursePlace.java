package org.docent.coordinator.run;

import java.util.Optional;
import org.docent.coordinator.manifest.Cursor;
import org.docent.coordinator.manifest.Timeline;
import org.docent.coordinator.stage.RunState;
import org.docent.protocol.id.StepId;
import org.jspecify.annotations.Nullable;

/** Where a state says that a student's course is. */
final class CoursePlace {

  private CoursePlace() {}

  /**
   * The step it takes next, or waits to take; one past the last stage when all are done.
   *
   * @param at where it was last seen; null when it has not begun
   */
  static StepId next(RunState state, Timeline timeline, @Nullable StepId at) {
    if (state instanceof RunState.Waiting waiting) {
      return waiting.committed().next();
    } else if (state instanceof RunState.Stopped stopped) {
      return stopped.committed().next();
    } else if (state instanceof RunState.Finishing || state instanceof RunState.Finished) {
      return timeline.end();
    }
    return at == null ? timeline.nextAfter(0) : at;
  }

  /** The checkpoint from which it would be taken up. */
  static Optional<String> checkpoint(RunState state) {
    @Nullable Cursor cursor = null;
    if (state instanceof RunState.Waiting waiting) {
      cursor = waiting.committed();
    } else if (state instanceof RunState.Running running) {
      cursor = running.committed();
    } else if (state instanceof RunState.Stopped stopped) {
      cursor = stopped.committed();
    }
    return Optional.ofNullable(cursor).map(Cursor::checkpoint);
  }
}
