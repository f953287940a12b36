package org.docent.actors.node;

import java.util.Locale;

/** What a node does in the cluster. */
public enum NodeRole {
  TEACHER,
  STUDENT,
  COORDINATOR,

  /** Joins for a moment to ask or to tell something. */
  CLIENT,

  /** Answers questions of a benchmark that several processes share. */
  RESPONDENT;

  /** The name as a cluster role and on the command line: {@code teacher}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
