package org.docent.protocol.failure;

import org.jspecify.annotations.Nullable;

/**
 * A failure with its remedy. The message is one clear sentence for a person: what is wrong, where,
 * the value, the rule and what to do.
 */
public final class DocentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Category category;
  private final boolean damage;

  public DocentException(Category category, String message, @Nullable Throwable cause) {
    this(category, message, cause, false);
  }

  private DocentException(
      Category category, String message, @Nullable Throwable cause, boolean damage) {
    super(message, cause);
    this.category = category;
    this.damage = damage;
  }

  /** The run cannot go on. */
  public static DocentException stop(String message) {
    return new DocentException(Category.STOP_RUN, message, null);
  }

  /** The run cannot go on, because of {@code cause}. */
  public static DocentException stop(String message, Throwable cause) {
    return new DocentException(Category.STOP_RUN, message, cause);
  }

  /** A sample is at fault. */
  public static DocentException skip(String message) {
    return new DocentException(Category.SKIP_BATCH, message, null);
  }

  /** A sample is at fault, because of {@code cause}. */
  public static DocentException skip(String message, Throwable cause) {
    return new DocentException(Category.SKIP_BATCH, message, cause);
  }

  /** The work may be tried again. */
  public static DocentException retry(String message) {
    return new DocentException(Category.RETRY, message, null);
  }

  /** The work may be tried again; it failed because of {@code cause}. */
  public static DocentException retry(String message, Throwable cause) {
    return new DocentException(Category.RETRY, message, cause);
  }

  /** What somebody sent is damaged: its bytes fail a check. It may be tried again, elsewhere. */
  public static DocentException damaged(String message, @Nullable Throwable cause) {
    return new DocentException(Category.RETRY, message, cause, true);
  }

  /** Whether something that was sent is damaged, and not just not to be had. */
  public boolean isDamage() {
    return damage;
  }

  public Category category() {
    return category;
  }
}
