package org.docent.coordinator.cli;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.docent.protocol.failure.DocentException;

/** How a failure reads on the command line. */
final class Failures {

  private Failures() {}

  /** Our own failures speak for themselves; anything else says what it is and how to see more. */
  static String sentence(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof DocentException own) {
      return String.valueOf(own.getMessage());
    }
    String said = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return "unexpected "
        + cause.getClass().getSimpleName()
        + ": "
        + said
        + "; --debug prints where it comes from";
  }
}
