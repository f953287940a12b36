package org.docent.model.generate;

/** Takes a sequence's new tokens, one by one as they are chosen. */
@FunctionalInterface
public interface TokenSink {

  /** Takes the next token; false when it is the sequence's last. */
  boolean accept(long token);
}
