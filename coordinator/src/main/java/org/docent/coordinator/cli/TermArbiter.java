package org.docent.coordinator.cli;

import java.util.concurrent.CompletionStage;
import org.docent.actors.node.Arbiter;
import org.docent.coordinator.term.RunTerms;

/** The run directory decides: who holds its term may go on, and who gets it when it is free. */
record TermArbiter(RunTerms terms) implements Arbiter {

  @Override
  public CompletionStage<Ruling> ask() {
    return terms
        .claim()
        .thenApply(
            claim ->
                claim instanceof RunTerms.Denied denied
                    ? new HeldBy(denied.holder())
                    : new MayGoOn());
  }
}
