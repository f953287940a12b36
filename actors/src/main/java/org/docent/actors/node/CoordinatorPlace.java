package org.docent.actors.node;

import akka.actor.setup.Setup;

/**
 * What a node that can run the coordinator brings with it.
 *
 * <p>Found by {@link RunDowning}, which Akka makes, in the actor system's setup.
 */
public final class CoordinatorPlace extends Setup {

  /** What the role that names a node's run begins with. */
  public static final String RUN_ROLE = "run:";

  private final Arbiter arbiter;
  private final String run;

  /**
   * A place in the cluster of a run.
   *
   * @param run what tells the run from others, seen by all members
   */
  public CoordinatorPlace(Arbiter arbiter, String run) {
    this.arbiter = arbiter;
    this.run = run;
  }

  Arbiter arbiter() {
    return arbiter;
  }

  /** The role by which other nodes see which run this one is for. */
  String role() {
    return RUN_ROLE + run;
  }
}
