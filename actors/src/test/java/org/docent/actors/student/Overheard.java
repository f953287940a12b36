package org.docent.actors.student;

import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import java.time.Duration;
import java.util.function.Predicate;
import org.docent.protocol.control.CoordinatorProtocol.Command;
import org.docent.protocol.control.CoordinatorProtocol.StepDone;

/** Listens to what a trainer says and lets pass what a test does not ask for. */
final class Overheard {

  private static final Duration SOON = Duration.ofSeconds(5);

  private final TestProbe<Command> coordinator;

  Overheard(TestProbe<Command> coordinator) {
    this.coordinator = coordinator;
  }

  void await(Command fact) {
    await(fact::equals);
  }

  StepDone stepDone() {
    return (StepDone) await(StepDone.class::isInstance);
  }

  StepDone stepDone(int step) {
    return (StepDone) await(said -> said instanceof StepDone done && done.step().step() == step);
  }

  Command await(Predicate<Command> wanted) {
    return coordinator
        .fishForMessage(
            SOON,
            said ->
                wanted.test(said)
                    ? FishingOutcomes.complete()
                    : FishingOutcomes.continueAndIgnore())
        .get(0);
  }
}
