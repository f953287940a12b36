package org.docent.coordinator.stage;

import java.util.List;

/** Where a run is after an event, and what is to be done about it, in order. */
public record Transition(RunState next, List<Effect> effects) {

  public Transition {
    effects = List.copyOf(effects);
  }

  static Transition to(RunState next, Effect... effects) {
    return new Transition(next, List.of(effects));
  }
}
