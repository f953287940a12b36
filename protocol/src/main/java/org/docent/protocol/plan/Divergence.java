package org.docent.protocol.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How two next-token distributions are compared; p is the teacher's, q the student's. */
public enum Divergence {
  /** KL(p‖q), the original's. */
  FORWARD_KL,
  /** KL(q‖p). */
  REVERSE_KL,
  /** λ·KL(p‖m) + (1-λ)·KL(q‖m) with m = λp + (1-λ)q. */
  JS,
  /** KL(p‖λp + (1-λ)q). */
  SKEWED_FORWARD_KL,
  /** KL(q‖(1-λ)p + λq). */
  SKEWED_REVERSE_KL,
  /** Total variation, ½·Σ|p-q|. */
  TV;

  /** The name in configurations: {@code forward-kl}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * λ where the configuration gives none, as in the original's helpers: 0.9 for js, 0.1 for the
   * skewed ones.
   */
  public double defaultLambda() {
    return this == JS ? 0.9 : 0.1;
  }

  /** The divergence of that configuration name; underscores are taken for hyphens. */
  public static Divergence of(String key) {
    String wanted = key.toLowerCase(Locale.ROOT).replace('_', '-');
    for (Divergence divergence : values()) {
      if (divergence.key().equals(wanted)) {
        return divergence;
      }
    }
    String known = Arrays.stream(values()).map(Divergence::key).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("divergence is \"" + key + "\", must be one of " + known);
  }
}
