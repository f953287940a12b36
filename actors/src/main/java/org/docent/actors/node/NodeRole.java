package org.docent.actors.node;

import java.util.Locale;

/** What a cluster member is there for; its role in the cluster has the same name in lower case. */
public enum NodeRole {
  /** May run the coordinator. */
  COORDINATOR,
  /** Runs teacher workers and serves their signals. */
  TEACHER,
  /** Runs a student trainer. */
  STUDENT;

  /** The name in the cluster. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
