package org.docent.actors.node;

import java.util.Locale;

/** What a node does in the cluster. */
public enum NodeRole {
  TEACHER,
  STUDENT,
  COORDINATOR;

  /** The name as a cluster role and on the command line: {@code teacher}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
