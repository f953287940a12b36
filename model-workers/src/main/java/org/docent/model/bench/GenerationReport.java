package org.docent.model.bench;

import org.jspecify.annotations.Nullable;

/**
 * What decoding cost.
 *
 * @param model its size or folder
 * @param clock what time was measured by
 * @param promptPositions visual tokens included
 * @param newTokens of each sequence
 * @param sequences decoded together
 * @param promptSeconds from a prompt to its first token, vision tower included: the median
 * @param secondsAtTheStart of a step, median of the first quarter of the steps
 * @param secondsAtTheEnd the same of the last quarter
 * @param secondsPerStep the mean of all
 * @param tokensPerSecond of all sequences together
 * @param peakBytes the most that was resident, absent where it is not known
 */
public record GenerationReport(
    String model,
    String clock,
    int threads,
    int promptPositions,
    int newTokens,
    int sequences,
    double promptSeconds,
    double secondsAtTheStart,
    double secondsAtTheEnd,
    double secondsPerStep,
    double tokensPerSecond,
    @Nullable Long peakBytes) {}
