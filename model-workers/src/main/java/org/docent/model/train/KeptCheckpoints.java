package org.docent.model.train;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.docent.protocol.failure.DocentException;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoints stay whatever their age: the last of each stage, the best of each, and the best
 * of the stage in hand.
 */
record KeptCheckpoints(Set<String> names) implements Predicate<Path> {

  static KeptCheckpoints among(Collection<Path> committed, @Nullable BestCheckpoint best) {
    Set<String> names = new HashSet<>();
    if (best != null) {
      names.add(best.folder());
    }
    for (Path checkpoint : committed) {
      TrainerState state = stateOf(checkpoint);
      if (state != null && state.endsStage()) {
        names.add(String.valueOf(checkpoint.getFileName()));
        if (state.bestModelCheckpoint() != null) {
          names.add(state.bestModelCheckpoint());
        }
      }
    }
    return new KeptCheckpoints(names);
  }

  @Override
  public boolean test(Path checkpoint) {
    return names.contains(String.valueOf(checkpoint.getFileName()));
  }

  /** Null of a damaged one, which is nothing to keep. */
  private static @Nullable TrainerState stateOf(Path checkpoint) {
    try {
      return TrainerState.read(checkpoint);
    } catch (DocentException e) {
      return null;
    }
  }
}
