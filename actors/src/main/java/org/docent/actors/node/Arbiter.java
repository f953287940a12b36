package org.docent.actors.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Knows which of the nodes that can run the coordinator may go on when nodes no longer reach each
 * other. At most one of them at any time.
 */
@FunctionalInterface
public interface Arbiter {

  /** Lets everybody go on: for nodes that stand alone. */
  Arbiter NONE = () -> CompletableFuture.completedFuture(new MayGoOn());

  /** What it rules. */
  sealed interface Ruling permits MayGoOn, HeldBy {}

  /** The node that asks may go on, and those it reaches with it. */
  record MayGoOn() implements Ruling {}

  /**
   * Another node has the right to.
   *
   * @param address its {@code host:port}; blank when it is not known
   */
  record HeldBy(String address) implements Ruling {}

  /** Asks for the right to go on; asked again by who has it, it says so again. */
  CompletionStage<Ruling> ask();
}
